using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>A newcomer guesses the file from the type, and reads it in one sitting.</summary>
public sealed partial class FileTests
{
    public static TheoryData<string> Projects => [.. Repository.Projects()];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Source_PublicTypes_AreOneAFileNamedAsTheFile(string project)
        => Assert.All(Repository.Sources(project), file =>
        {
            var types = PublicType().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value).Distinct().ToArray();
            Assert.True(types.Length <= 1, $"{file} holds {string.Join(" and ", types)}");
            Assert.All(types, type => Assert.Equal(Path.GetFileName(file).Split('.')[0], type));
        });

    [Theory]
    [MemberData(nameof(Projects))]
    public void Source_Length_IsOneSitting(string project)
        => Assert.All(Repository.Sources(project), file => Assert.InRange(File.ReadLines(file).Count(), 1, 300));

    // Types at the top of a file only: nested ones are indented.
    [GeneratedRegex(@"^public (?:(?:static|sealed|abstract|readonly|partial|ref) )*(?:class|struct|record struct|record|interface|enum) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex PublicType();
}

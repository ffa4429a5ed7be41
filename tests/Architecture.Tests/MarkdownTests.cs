using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>Places on pages that links name are there, and what is to be typed into a shell is something that a shell understands.</summary>
public sealed partial class MarkdownTests
{
    public static TheoryData<string> Pages => DocsTests.Pages;

    public static TheoryData<string, string> Blocks =>
        [.. DocsTests.Pages.SelectMany(page => Block().Matches(Read(page)).Select(block => ((string)page, block.Groups["text"].Value)))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_AnchorsItLinksTo_AreThere(string page)
        => Assert.All(Link().Matches(WithoutCode(Read(page))), link =>
        {
            var target = link.Groups["page"].Value is { Length: > 0 } other ? Path.Combine(Path.GetDirectoryName(page)!, other) : page;
            if (target.EndsWith(".md", StringComparison.Ordinal))
            {
                Assert.Contains(link.Groups["anchor"].Value, Anchors(Read(target)));
            }
        });

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Block_ForAShell_IsShell(string page, string text)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var bash = Process.Start(new ProcessStartInfo("bash", "-n") { RedirectStandardInput = true, RedirectStandardError = true })!;
        bash.StandardInput.Write(text);
        bash.StandardInput.Close();
        var fault = bash.StandardError.ReadToEnd();
        bash.WaitForExit();
        Assert.True(bash.ExitCode == 0 && fault.Length == 0, $"{page}: {fault}\n{text}");
    }

    [Fact]
    public void ReadmeInIndonesian_CommandsAndFigures_AreThoseOfTheOther()
    {
        var (english, indonesian) = (Read("README.md"), Read("README.id.md"));

        // The picture has words in it; all other blocks are what is typed and what is seen.
        static IEnumerable<string> Blocks(string text) => AnyBlock().Matches(text).Select(block => block.Value).Where(block => !block.StartsWith("```mermaid", StringComparison.Ordinal));
        Assert.Equal(Blocks(english), Blocks(indonesian));
        Assert.Equal(Heading().Count(WithoutCode(english)), Heading().Count(WithoutCode(indonesian)));
        Assert.Equal(
            Figure().Matches(english[..english.IndexOf("```mermaid", StringComparison.Ordinal)]).Select(figure => figure.Value),
            Figure().Matches(indonesian[..indonesian.IndexOf("```mermaid", StringComparison.Ordinal)]).Select(figure => figure.Value));
    }

    // As GitHub makes them of headings: letters, digits, hyphens and underscores; the second of a name has -1 behind it.
    private static HashSet<string> Anchors(string text)
    {
        var anchors = new HashSet<string>();
        foreach (Match heading in Heading().Matches(WithoutCode(text)))
        {
            var anchor = new StringBuilder();
            foreach (var letter in heading.Groups["text"].Value.Trim().ToLowerInvariant())
            {
                anchor.Append(letter switch
                {
                    ' ' => "-",
                    '-' or '_' => letter.ToString(),
                    _ => char.IsLetterOrDigit(letter) ? letter.ToString() : "",
                });
            }

            var name = anchor.ToString();
            for (var number = 1; !anchors.Add(name); number++)
            {
                name = $"{anchor}-{number}";
            }
        }

        return anchors;
    }

    private static string WithoutCode(string text) => AnyBlock().Replace(text, "");

    private static string Read(string page) => File.ReadAllText(Path.Combine(Repository.Root, page)).ReplaceLineEndings("\n");

    [GeneratedRegex(@"\]\((?<page>[^)#:]*)#(?<anchor>[^)]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<text>.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("^```(?:bash|sh)\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("[0-9]+ ms")]
    private static partial Regex Figure();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex AnyBlock();
}

using System.Text.RegularExpressions;
using Broker.Api;
using Worker.Api;

namespace Architecture.Tests;

/// <summary>The docs say what is true.</summary>
public sealed partial class DocsTests
{
    public static TheoryData<string> Pages =>
    [
        .. Directory.EnumerateFiles(Repository.Root, "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "bench"), "*.md", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, file)),
    ];

    [Fact]
    public void Configuration_BrokerSettings_AreTheOptionsOfTheProgram()
        => AssertTable("broker", BrokerHost.Settings.ToMarkdown());

    [Fact]
    public void Configuration_WorkerSettings_AreTheOptionsOfTheProgram()
        => AssertTable("worker", WorkerSettings.Catalog().ToMarkdown());

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_LinksIntoTheRepository_LeadSomewhere(string page)
        => Assert.All(Link().Matches(File.ReadAllText(Path.Combine(Repository.Root, page))), link =>
        {
            var target = Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, link.Groups["target"].Value);
            Assert.True(Path.Exists(target), $"{page} links to {link.Groups["target"].Value}");
        });

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_SettingsItNames_Exist(string page)
    {
        var known = BrokerHost.Settings.Settings.Concat(WorkerSettings.Catalog().Settings).Select(setting => setting.Key).ToArray();

        Assert.All(Named().Matches(File.ReadAllText(Path.Combine(Repository.Root, page))), named =>
        {
            var key = named.Groups["key"].Value;
            Assert.True(known.Any(one => one == key || one.StartsWith(key + ":", StringComparison.Ordinal)), $"{page} names {key}, which is no setting");
        });
    }

    private static void AssertTable(string program, string expected)
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "configuration.md")).ReplaceLineEndings("\n");
        var start = page.IndexOf($"<!-- {program} settings", StringComparison.Ordinal);
        var table = page[(page.IndexOf("-->\n", start, StringComparison.Ordinal) + 4)..page.IndexOf("<!-- end", start, StringComparison.Ordinal)];

        Assert.True(table.Trim() == expected.Trim(), $"docs/configuration.md must hold for the {program}:\n{expected}");
    }

    // A key in code, with or without a value behind it; three dots stand for any.
    [GeneratedRegex("`(?:--)?(?<key>(?:Broker|Worker)(?::[A-Z][A-Za-z]*)+)[`= ]")]
    private static partial Regex Named();

    // Links to other sites are not followed, those into the repository are; anchors are cut off.
    [GeneratedRegex(@"\]\((?<target>[^)#:]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}

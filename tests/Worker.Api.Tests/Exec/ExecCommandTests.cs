using Job.Contracts;
using Job.Worker.Jobs;
using Worker.Api.Exec;
using Worker.Api.Jobs;

namespace Worker.Api.Tests.Exec;

public class ExecCommandTests
{
    [Theory]
    [InlineData("./report.sh {applicationId} {applicationType}", "./report.sh", "App 1", "Long")]
    [InlineData("  a\t'b c'  \"d \\\" \\\\ \\n\" ''", "a", "b c", "d \" \\ \\n", "")]
    [InlineData("a --id={applicationId}/{applicationId}", "a", "--id=App 1/App 1")]
    [InlineData("a pre'fix {applicationType}'post", "a", "prefix Longpost")]
    [InlineData("'/opt/my tools/a' '{\"x\":{}}' C:\\dir", "/opt/my tools/a", "{\"x\":{}}", "C:\\dir")]
    public void Parse_Command_SplitsOnceAtWhiteSpaceOutsideQuotes(string text, string program, params string[] arguments)
    {
        var command = ExecCommand.Parse(text)!;

        Assert.Equal(program, command.Program);
        Assert.Equal(arguments, command.ArgumentsFor(new JobRequest("App 1", JobType.Long)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("''")]
    [InlineData("a 'b")]
    [InlineData("a \"b\\\"")]
    [InlineData("a {id}")]
    [InlineData("a {ApplicationId}")]
    [InlineData("{applicationId} a")]
    [InlineData("./{applicationType}.sh")]
    public void Parse_WhatIsNoCommand_IsRefused(string text) => Assert.Null(ExecCommand.Parse(text));

    [Theory]
    [InlineData("'; rm -rf / #")]
    [InlineData("\" \"$(id)\" `id` && id | id > x")]
    [InlineData("a\nb\tc  d")]
    [InlineData("{applicationType}")]
    [InlineData("{applicationId}")]
    [InlineData("\\")]
    [InlineData("*")]
    [InlineData("$1 $& ${0}")]
    public void ArgumentsFor_AnyId_StaysOneArgumentAsItIs(string id)
        => Assert.Equal(["x", id, $"--id={id}"], ExecCommand.Parse("a x {applicationId} --id={applicationId}")!.ArgumentsFor(new JobRequest(id, JobType.Short)));

    [Theory]
    [InlineData("a {applicationId}", false)]
    [InlineData("a {applicationId} -- x", false)]
    [InlineData("a -- {applicationId}", true)]
    [InlineData("a --id={applicationId}", true)]
    public void ArgumentsFor_AnIdLikeAnOption_IsRefusedWhereItCouldBeOne(string text, bool passes)
    {
        var job = new JobRequest("--output=/etc/passwd", JobType.Short);
        if (passes)
        {
            Assert.Contains(ExecCommand.Parse(text)!.ArgumentsFor(job), argument => argument.EndsWith(job.ApplicationId, StringComparison.Ordinal));
            return;
        }

        Assert.Equal(400, Assert.Throws<JobFailedException>(() => ExecCommand.Parse(text)!.ArgumentsFor(job)).Status);
    }
}

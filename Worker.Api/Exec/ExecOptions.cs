using System.ComponentModel.DataAnnotations;
using Job.Hosting.Settings;

namespace Worker.Api.Exec;

/// <summary>The program that does the jobs, for <c>Worker:Handler=exec</c>.</summary>
public sealed class ExecOptions
{
    /// <summary>The program and its arguments, split once, here; null when the worker runs none.</summary>
    [Setting("Program that does the work, run once for each job without a shell: payload on its input, result on its output", Flag = "--exec")]
    [ExecCommand]
    public string? Command { get; set; }

    /// <summary>How long one job may take before its program is killed.</summary>
    [Setting("How long that program may take for a job; then it is killed, and the job answered 504", Flag = "--exec-timeout")]
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The largest result, in bytes; held in memory for each running job.</summary>
    [Setting("Bytes that program may write to its output; one that writes more is killed, and the job answered 500", Flag = "--exec-max-output")]
    [Range(0, 1 << 30)]
    public int MaxOutputBytes { get; set; } = 1 << 20;
}

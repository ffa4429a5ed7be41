using System.ComponentModel.DataAnnotations;
using Job.Hosting.Settings;
using Job.Hosting.Startup;
using Worker.Api.Jobs;

namespace Worker.Api;

/// <summary>The settings of the workers of one process, section <c>Worker</c>.</summary>
public sealed class WorkerOptions
{
    /// <summary>The section these settings stand under.</summary>
    public const string Section = "Worker";

    /// <summary>Short before Long, with a guaranteed tenth of the slots for waiting Longs.</summary>
    public const string ShortFirst = "short-first";

    /// <summary>Whoever came first.</summary>
    public const string Arrival = "arrival";

    /// <summary>How many worker servers the process runs.</summary>
    [Setting("How many worker servers this process runs", Flag = "--count")]
    [Range(1, 1000)]
    public int Count { get; set; } = 3;

    /// <summary>The id of the first one; the others count up from it.</summary>
    [Setting("Id of the first worker; the others count up from it", Flag = "--first-id")]
    [Range(0, 1_000_000)]
    public int FirstId { get; set; } = 1;

    /// <summary>The TCP port of the first one; the others count up from it. 0 takes any free ones.</summary>
    [Setting("Port of the first worker; the others count up from it; 0 takes any free ones", Flag = "--first-port")]
    [Range(0, 65535)]
    public int FirstPort { get; set; } = 8081;

    /// <summary>Where to listen: <c>any</c> address, <c>localhost</c> only, or one IP address.</summary>
    [Setting("Address to listen on: any, localhost, or an IP address", Flag = "--bind-address")]
    [ListenAddress]
    public string BindAddress { get; set; } = ListenAddress.Any;

    /// <summary>Jobs a worker runs at once; further ones wait.</summary>
    [Setting("Jobs a worker runs at once; further ones wait", Flag = "--slots")]
    [Range(1, 100_000)]
    public int Slots { get; set; } = 8;

    /// <summary>Who goes next when a slot frees: <see cref="ShortFirst"/> or <see cref="Arrival"/>.</summary>
    [Setting("Which waiting job goes next: short-first, with a tenth of the slots for Longs, or arrival", Flag = "--order")]
    [AllowedValues(ShortFirst, Arrival)]
    public string Order { get; set; } = ShortFirst;

    /// <summary>Waiting jobs of a worker before further ones get 503.</summary>
    [Setting("Jobs that may wait at a worker before further ones get 503", Flag = "--max-queue")]
    [Range(0, 1_000_000)]
    public int MaxQueue { get; set; } = 1000;

    /// <summary>The largest body of a job, in bytes; no smaller than the broker's, or jobs that pass there fail here.</summary>
    [Setting("Largest body of a job, in bytes; no smaller than Broker:MaxBodyBytes")]
    [Range(1, 1 << 30)]
    public long MaxBodyBytes { get; set; } = 1 << 20;

    /// <summary>What does the work.</summary>
    [Setting("What does the work: simulate takes the time of a job and makes nothing", Flag = "--handler")]
    [AllowedValues("simulate")]
    public string Handler { get; set; } = "simulate";

    /// <summary>How long accepted jobs may take to finish after SIGTERM or Ctrl-C.</summary>
    [Setting("How long accepted jobs may take to finish when the worker is told to stop", Flag = "--drain-timeout")]
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long simulated jobs take.</summary>
    public SimulateOptions Simulate { get; set; } = new();
}

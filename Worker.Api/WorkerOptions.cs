using System.ComponentModel.DataAnnotations;
using Job.Hosting.Logging;
using Job.Hosting.Settings;
using Job.Hosting.Startup;
using Job.Hosting.Telemetry;
using Job.Hosting.Tls;
using Worker.Api.Exec;
using Worker.Api.Jobs;
using Worker.Api.Membership;

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

    /// <summary>Jobs take their time and make nothing.</summary>
    public const string Simulating = "simulate";

    /// <summary>Jobs are done by a program, <see cref="ExecOptions.Command"/>.</summary>
    public const string Executing = "exec";

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

    /// <summary>What does the work: <see cref="Simulating"/> or <see cref="Executing"/>; null for the second where a program is given, else the first.</summary>
    [Setting("What does the work: simulate takes the time of a job and makes nothing, exec runs a program", Flag = "--handler", Default = "simulate; exec with --exec")]
    [AllowedValues(Simulating, Executing)]
    public string? Handler { get; set; }

    /// <summary>How long accepted jobs may take to finish after SIGTERM or Ctrl-C.</summary>
    [Setting("How long accepted jobs may take to finish when the worker is told to stop", Flag = "--drain-timeout")]
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The broker to register with, or several; null for none.</summary>
    [Setting("Broker to register with, such as http://localhost:8080; several are separated by commas", Flag = "--broker")]
    [BrokerAddresses]
    public string? Broker { get; set; }

    /// <summary>The brokers' admin key; null where they have none.</summary>
    [Setting("Admin key of that broker", Secret = true)]
    [StringLength(512, MinimumLength = 16)]
    public string? BrokerKey { get; set; }

    /// <summary>A file that holds the key instead; read anew for each call.</summary>
    [Setting("File that holds the admin key of that broker, and may be replaced while the worker runs", Flag = "--broker-key-file")]
    public string? BrokerKeyFile { get; set; }

    /// <summary>For how long a broker counts on a worker without hearing from it.</summary>
    [Setting("How long the broker counts on this worker without hearing from it; it hears three times as often", Flag = "--lease")]
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The host name or IP address to register; null to find it out.</summary>
    [Setting("Host name or IP address under which the broker reaches this worker", Flag = "--advertise", Default = "this machine's address towards the broker")]
    [RegularExpression("[A-Za-z0-9._:\\[\\]-]{1,255}", ErrorMessage = "that is a host name or an IP address, without scheme and port")]
    public string? Advertise { get; set; }

    /// <summary>The cluster to join.</summary>
    [Setting("Cluster of the broker to join", Flag = "--cluster", Default = "its only one, or workers")]
    [StringLength(128, MinimumLength = 1)]
    public string? Cluster { get; set; }

    /// <summary>What the worker can take compared with others; null to leave it to the broker.</summary>
    [Setting("What this worker can take compared with others, for policies that look at weights", Flag = "--weight", Default = "1")]
    [Range(0.001, 1000.0)]
    public double? Weight { get; set; }

    /// <summary>What else the broker shall show of it.</summary>
    [Setting("What else the broker shall show of this worker", Flag = "--labels")]
    [Labels]
    public string? Labels { get; set; }

    /// <summary>How the log is written.</summary>
    [Setting("How the log is written: lines for people, or json, an object a line, with the trace it belongs to", Flag = "--log")]
    public LogFormat LogFormat { get; set; }

    /// <summary>Where traces and metrics are sent. What its broker traces a worker traces, too, and no more unless it is told to.</summary>
    public TelemetryOptions Telemetry { get; set; } = new() { Sampling = 0 };

    /// <summary>HTTPS for brokers.</summary>
    public TlsOptions Tls { get; set; } = new();

    /// <summary>HTTPS towards the broker to register with.</summary>
    public TlsClientOptions BrokerTls { get; set; } = new();

    /// <summary>The program that does the jobs.</summary>
    public ExecOptions Exec { get; set; } = new();

    /// <summary>How long simulated jobs take.</summary>
    public SimulateOptions Simulate { get; set; } = new();
}

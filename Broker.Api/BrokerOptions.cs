using System.ComponentModel.DataAnnotations;
using Broker.Api.Admin;
using Broker.Api.Claims;
using Broker.Api.Dashboard;
using Broker.Api.Dispatch;
using Broker.Api.Health;
using Broker.Api.Limits;
using Broker.Api.Membership;
using Broker.Api.Retry;
using Broker.Api.Telemetry;
using Broker.Api.Timeouts;
using Job.Hosting.Logging;
using Job.Hosting.Settings;
using Job.Hosting.Startup;
using Job.Hosting.Telemetry;
using Job.Hosting.Tls;

namespace Broker.Api;

/// <summary>The broker's own settings, section <c>Broker</c>; routes and clusters are YARP's, section <c>ReverseProxy</c>.</summary>
public sealed class BrokerOptions
{
    /// <summary>The section these settings stand under.</summary>
    public const string Section = "Broker";

    /// <summary>The TCP port; 0 takes any free one.</summary>
    [Setting("Port to listen on; 0 takes any free one", Flag = "--port")]
    [Range(0, 65535)]
    public int Port { get; set; } = 8080;

    /// <summary>Where to listen: <c>any</c> address, <c>localhost</c> only, or one IP address.</summary>
    [Setting("Address to listen on: any, localhost, or an IP address", Flag = "--bind-address")]
    [ListenAddress]
    public string BindAddress { get; set; } = ListenAddress.Any;

    /// <summary>The policy of every cluster, before what the clusters' own configuration says.</summary>
    [Setting("Load-balancing policy of all clusters; goes before their own LoadBalancingPolicy", Flag = "--policy", Default = "the cluster's, or round-robin")]
    [PolicyName]
    public string? Policy { get; set; }

    /// <summary>The largest body of a job, in bytes; larger ones are answered 413.</summary>
    [Setting("Largest body of a job, in bytes")]
    [Range(1, 1 << 30)]
    public long MaxBodyBytes { get; set; } = 1 << 20;

    /// <summary>Proxies whose X-Forwarded-* are believed; null or empty for none.</summary>
    [Setting("Proxies in front of the broker whose X-Forwarded-* are believed: addresses and networks, with commas between them")]
    [ProxyNetworks]
    public string? TrustedProxies { get; set; }

    /// <summary>How long accepted requests may take to finish after SIGTERM or Ctrl-C.</summary>
    [Setting("How long accepted requests may take to finish when the broker is told to stop", Flag = "--drain-timeout")]
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The file that keeps what admin calls change over a restart; null for none.</summary>
    [Setting("File that keeps what admin calls change (policy, dispatch, drained and joined workers) over a restart", Flag = "--state-file")]
    public string? StateFile { get; set; }

    /// <summary>Who may read <c>/metrics</c>.</summary>
    [Setting("Who may read /metrics: those who may make admin calls that only read (admin), everybody (open), or nobody, and nothing is measured (off)", Flag = "--metrics")]
    [AllowedValues("admin", "open", "off")]
    public string Metrics { get; set; } = MetricsAccess.Admin;

    /// <summary>How the log is written.</summary>
    [Setting("How the log is written: lines for people, or json, an object a line, with the trace it belongs to", Flag = "--log")]
    public LogFormat LogFormat { get; set; }

    /// <summary>Where traces and metrics are sent.</summary>
    public TelemetryOptions Telemetry { get; set; } = new();

    /// <summary>How jobs are dispatched.</summary>
    public DispatchOptions Dispatch { get; set; } = new();

    /// <summary>Where the workers come from.</summary>
    public MembersOptions Members { get; set; } = new();

    /// <summary>How jobs are tried again at other workers.</summary>
    public RetryOptions Retry { get; set; } = new();

    /// <summary>How long the first byte of a worker's answer is waited for.</summary>
    public TimeoutOptions Timeouts { get; set; } = new();

    /// <summary>How the health of workers is judged.</summary>
    public HealthOptions Health { get; set; } = new();

    /// <summary>What one client may take, one sender ask, and all requests together hold.</summary>
    public LimitOptions Limits { get; set; } = new();

    /// <summary>HTTPS for clients.</summary>
    public TlsOptions Tls { get; set; } = new();

    /// <summary>HTTPS towards the workers.</summary>
    public TlsClientOptions WorkerTls { get; set; } = new();

    /// <summary>Who may make admin calls.</summary>
    public AdminOptions Admin { get; set; } = new();

    /// <summary>The page that shows what the broker does.</summary>
    public DashboardOptions Dashboard { get; set; } = new();
}

using System.ComponentModel.DataAnnotations;
using Job.Hosting.Settings;

namespace Broker.Api.Limits;

/// <summary>
/// What one client may take of the broker: connections, bytes and time; what one sender may ask, whatever the cluster could do (by default all there is);
/// and what all together may hold.
/// </summary>
public sealed class LimitOptions
{
    /// <summary>For each applicationId.</summary>
    public RateOptions PerApplication { get; set; } = new();

    /// <summary>For each client address; of IPv6 the first 64 bits.</summary>
    public RateOptions PerAddress { get; set; } = new();

    /// <summary>Bytes of bodies held in memory, over all requests.</summary>
    [Setting("Bytes that the bodies of all jobs, waiting and running, and the answers held may have together; beyond it 503")]
    [Range(1 << 20, 1L << 40)]
    public long MaxHeldBytes { get; set; } = 256 << 20;

    /// <summary>Client connections open at once; further ones are closed without a word.</summary>
    [Setting("Client connections open at once; further ones are closed at once")]
    [Range(1, 10_000_000)]
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>Client connections that one address may have open at once, of IPv6 the first 64 bits; null for any number. Trusted proxies are not counted.</summary>
    [Setting("Client connections that one address may have open at once; further ones are closed at once; proxies of Broker:TrustedProxies may have any number", Default = "no limit")]
    [Range(1, 10_000_000)]
    public int? MaxConnectionsPerAddress { get; set; }

    /// <summary>The first line of a request, in bytes; beyond it 414.</summary>
    [Setting("Largest first line of a request, in bytes; beyond it 414")]
    [Range(256, 1 << 20)]
    public int MaxTargetBytes { get; set; } = 8192;

    /// <summary>All header fields of a request, in bytes; beyond it 431.</summary>
    [Setting("Largest header of a request, in bytes of all its fields; beyond it 431")]
    [Range(1024, 1 << 24)]
    public int MaxHeadBytes { get; set; } = 32_768;

    /// <summary>Header fields of a request; beyond it 431.</summary>
    [Setting("Most header fields of a request; beyond it 431")]
    [Range(10, 10_000)]
    public int MaxFields { get; set; } = 100;

    /// <summary>From the first byte of a request to the end of its head; beyond it 408.</summary>
    [Setting("Time in which the head of a request must come, from its first byte; beyond it 408")]
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan HeadTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>For the whole body of a job; beyond it 408.</summary>
    [Setting("Time in which the whole body of a job must come, from the end of its head; beyond it 408")]
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan BodyTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a client may take none of its answer, or send less of a streamed body than <see cref="MinBytesPerSecond"/>.</summary>
    [Setting("Time after which a client is cut that takes none of its answer, or sends less of a streamed body than MinBytesPerSecond")]
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The slowest pace of bodies, in bytes per second.</summary>
    [Setting("Slowest pace of a body in either direction, in bytes per second; below it the client is cut")]
    [Range(1, 1 << 30)]
    public int MinBytesPerSecond { get; set; } = 240;

    /// <summary>How long a connection may be open without a request.</summary>
    [Setting("Time after which a connection without a request is closed")]
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(130);

    /// <summary>Bytes of an answer that are taken from the worker before the client has: a smaller answer frees its slot at once.</summary>
    [Setting("Bytes of an answer taken from the worker at once, however slowly the client reads; held in memory for each such client")]
    [Range(4096, 1 << 26)]
    public int AnswerBufferBytes { get; set; } = 65_536;
}

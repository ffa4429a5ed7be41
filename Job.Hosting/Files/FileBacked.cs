using System.Security.Cryptography;

namespace Job.Hosting.Files;

/// <summary>What was read from files, and is read anew when they change, without a restart.</summary>
/// <typeparam name="T">What they hold.</typeparam>
/// <remarks>
/// The files are looked at when the value is asked for, at most once a second, by one caller; others have the value there is. By their content, not by their time: where a folder behind a link is
/// swapped, as Kubernetes does, times may run backwards. What cannot be read leaves the value as it was, which is said once. Thread-safe.
/// </remarks>
public sealed class FileBacked<T> where T : class
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<string> _files;
    private readonly Func<IReadOnlyList<byte[]>, T> _read;
    private readonly TimeProvider _time;
    private readonly Lock _looking = new();
    private long _lookedAt;
    private byte[] _hash = [];
    private string? _fault;
    private T _value;

    /// <summary>Reads the files.</summary>
    /// <param name="files">Which; their contents are given in this order.</param>
    /// <param name="read">Makes the value of their contents.</param>
    /// <param name="time">The clock of the looks.</param>
    /// <exception cref="IOException">One cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">One may not be read.</exception>
    /// <exception cref="CryptographicException">One does not hold what it should.</exception>
    public FileBacked(IReadOnlyList<string> files, Func<IReadOnlyList<byte[]>, T> read, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(time);
        (_files, _read, _time) = (files, read, time);
        var contents = Contents();
        _value = read(contents);
        _hash = HashOf(contents);
        _lookedAt = time.GetTimestamp();
    }

    /// <summary>Called with what was read anew.</summary>
    public Action<T>? Changed { get; set; }

    /// <summary>Called, once for each fault, with why the files cannot be read any more.</summary>
    public Action<string>? Failed { get; set; }

    /// <summary>What the files hold, or held when they could last be read.</summary>
    public T Value
    {
        get
        {
            if (_time.GetElapsedTime(Volatile.Read(ref _lookedAt)) >= Pause && _looking.TryEnter())
            {
                try
                {
                    Look();
                }
                finally
                {
                    _looking.Exit();
                }
            }

            return Volatile.Read(ref _value);
        }
    }

    private void Look()
    {
        Volatile.Write(ref _lookedAt, _time.GetTimestamp());
        try
        {
            var contents = Contents();
            var hash = HashOf(contents);
            if (!hash.AsSpan().SequenceEqual(_hash))
            {
                Volatile.Write(ref _value, _read(contents));
                _hash = hash;
                Changed?.Invoke(_value);
            }

            _fault = null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            if (_fault != exception.Message)
            {
                _fault = exception.Message;
                Failed?.Invoke(exception.Message);
            }
        }
    }

    private byte[][] Contents() => [.. _files.Select(File.ReadAllBytes)];

    private static byte[] HashOf(byte[][] contents) => SHA256.HashData([.. contents.SelectMany(SHA256.HashData)]);
}

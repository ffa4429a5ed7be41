using System.Text.Json;
using Microsoft.Extensions.Configuration.Json;

namespace Job.Hosting.Settings;

/// <summary>The reader behind <see cref="KeepingJsonConfigurationSource"/>.</summary>
internal sealed class KeepingJsonConfigurationProvider : JsonConfigurationProvider, IDisposable
{
    private readonly KeepingJsonConfigurationSource _source;
    private readonly ITimer? _timer;
    private readonly Lock _reloading = new();
    private byte[]? _seen;

    // A change seen once. A file caught while it is being written is taken only when two readings in a row agree.
    private byte[]? _candidate;
    private bool _hasCandidate;

    public KeepingJsonConfigurationProvider(KeepingJsonConfigurationSource source, bool reloads)
        : base(source)
    {
        _source = source;
        if (reloads)
        {
            _timer = source.Time.CreateTimer(_ => ReloadIfChanged(), null, source.PollInterval, source.PollInterval);
        }
    }

    private string Where => SettingOrigin.PathOf(this);

    /// <summary>The first reading: an invalid file is a fault of the settings and stops the start.</summary>
    public override void Load()
    {
        lock (_reloading)
        {
            _seen = ReadFile();
            if (_seen is null)
            {
                if (!_source.Optional)
                {
                    throw new SettingsException([new SettingFault(Where, $"The file {Where} does not exist.")]);
                }

                return;
            }

            try
            {
                Take(_seen);
            }
            catch (FormatException exception)
            {
                throw new SettingsException([new SettingFault(Where, Explain(exception))]);
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        _timer?.Dispose();
        base.Dispose(disposing);
    }

    private void ReloadIfChanged()
    {
        if (!_reloading.TryEnter())
        {
            return; // a slow disk: the next look will see it
        }

        try
        {
            var content = ReadFile();
            if (Same(content, _seen))
            {
                _hasCandidate = false;
                return;
            }

            if (!_hasCandidate || !Same(content, _candidate))
            {
                _candidate = content;
                _hasCandidate = true;
                _timer!.Change(TimeSpan.FromMilliseconds(_source.ReloadDelay), _source.PollInterval);
                return;
            }

            _seen = content;
            _candidate = null;
            _hasCandidate = false;
            if (_seen is null)
            {
                _source.OnRefused?.Invoke($"The file {Where} is gone; the settings read from it stay in force.");
                return;
            }

            try
            {
                Take(_seen);
            }
            catch (FormatException exception)
            {
                _source.OnRefused?.Invoke($"{Explain(exception)} The settings before this change stay in force.");
                return;
            }
        }
        finally
        {
            _reloading.Exit();
        }

        OnReload();
    }

    private static bool Same(byte[]? one, byte[]? other)
        => one is null ? other is null : other is not null && one.AsSpan().SequenceEqual(other);

    // Parses before it assigns: readers see the old settings or the new ones, never none.
    private void Take(byte[] content)
    {
        using var stream = new MemoryStream(content);
        Load(stream);
    }

    private byte[]? ReadFile()
    {
        var file = _source.FileProvider?.GetFileInfo(_source.Path ?? "");
        if (file is not { Exists: true })
        {
            return null;
        }

        try
        {
            using var stream = file.CreateReadStream();
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.ToArray();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (_seen is not null)
            {
                return _seen; // held open or half replaced: it stays as it was until it can be read
            }

            throw new SettingsException([new SettingFault(Where, $"The file {Where} could not be read: {exception.Message}")]);
        }
    }

    private string Explain(FormatException exception)
    {
        if (exception.InnerException is not JsonException json)
        {
            return $"The file {Where} is not valid: {exception.Message}";
        }

        // System.Text.Json counts from 0 and ends its message with the same numbers; editors count from 1.
        var message = json.Message;
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return $"The file {Where} is not valid JSON at line {json.LineNumber + 1}, position {json.BytePositionInLine + 1}: {(end < 0 ? message : message[..end])}";
    }
}

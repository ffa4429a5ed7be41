using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;

namespace Job.Hosting.Settings;

/// <summary>
/// A JSON file of settings that is read again when it changes, and whose old content stays in force while the new one is invalid.
/// Microsoft's own source empties the settings before it reads, so that a typing error takes every route away.
/// </summary>
/// <remarks>
/// The file is compared once per <see cref="PollInterval"/> instead of being watched: that costs some 20 microseconds a second, and it also
/// notices files replaced by a rename, symbolic links turned to another file and mounts of containers, of which watchers hear nothing.
/// </remarks>
public sealed class KeepingJsonConfigurationSource : JsonConfigurationSource
{
    /// <summary>How often the file is looked at; 1 s by default.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The clock that says when to look.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Hears of a changed file that could not be taken: one line, once for each content of the file.</summary>
    public Action<string>? OnRefused { get; set; }

    /// <inheritdoc/>
    public override IConfigurationProvider Build(IConfigurationBuilder builder)
    {
        EnsureDefaults(builder);
        var reloads = ReloadOnChange;
        ReloadOnChange = false; // the base class would start its own watcher
        try
        {
            return new KeepingJsonConfigurationProvider(this, reloads);
        }
        finally
        {
            ReloadOnChange = reloads;
        }
    }
}

using System.Security.Cryptography;
using System.Text;
using Job.Hosting.Files;
using Job.Hosting.Settings;

namespace Broker.Api.Admin;

/// <summary>The keys of admin calls, out of the settings or out of files, which may be replaced while the broker runs. Only their hashes are kept.</summary>
internal sealed class AdminKeys
{
    internal const int ShortestKey = 16;
    internal const int LongestKey = 512;

    private readonly Func<byte[]?> _operate;
    private readonly Func<byte[]?> _read;

    /// <exception cref="SettingsException">A file holds no key.</exception>
    public AdminKeys(AdminOptions options, TimeProvider time)
    {
        _operate = HashOf(nameof(AdminOptions.KeyFile), options.Key, options.KeyFile, time);
        _read = HashOf(nameof(AdminOptions.ReadKeyFile), options.ReadKey, options.ReadKeyFile, time);
    }

    /// <summary>Called with a file and why it cannot be read any more.</summary>
    public Action<string, string>? Failed { get; set; }

    /// <summary>Whether callers must show one.</summary>
    public bool AreWanted => _operate() is not null;

    /// <summary>Whose key this is; null when it is nobody's. Takes the same time whatever is given.</summary>
    public AdminRole? RoleOf(ReadOnlySpan<byte> given)
    {
        var hash = SHA256.HashData(given);
        var operates = IsSame(hash, _operate());
        var reads = IsSame(hash, _read());
        return operates ? AdminRole.Operate : reads ? AdminRole.Read : null;
    }

    /// <summary>What is wrong between the settings; null for nothing.</summary>
    public static string? Violation(AdminOptions options)
        => options.KeyFile is not null && options.Key is not null ? "must be left out where Broker:Admin:Key is given, or that where this is" : null;

    /// <summary>The same of those who only read.</summary>
    public static string? ReadViolation(AdminOptions options)
        => (options.ReadKey ?? options.ReadKeyFile) is null ? null
            : options.ReadKeyFile is not null && options.ReadKey is not null ? "must be left out where Broker:Admin:ReadKey is given, or that where this is"
            : (options.Key ?? options.KeyFile) is null ? "must be left out where there is no Broker:Admin:Key or KeyFile: without one, callers on this machine may do everything"
            : null;

    private static bool IsSame(byte[] hash, byte[]? key) => key is not null && CryptographicOperations.FixedTimeEquals(hash, key);

    private Func<byte[]?> HashOf(string name, string? key, string? file, TimeProvider time)
    {
        if (file is null)
        {
            var hash = string.IsNullOrEmpty(key) ? null : SHA256.HashData(Encoding.UTF8.GetBytes(key));
            return () => hash;
        }

        try
        {
            var backed = new FileBacked<byte[]>([file], contents => Read(contents[0]), time) { Failed = fault => Failed?.Invoke(file, fault) };
            return () => backed.Value;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            var setting = $"Broker:Admin:{name}";
            throw new SettingsException([new SettingFault(setting, $"{setting} is '{file}', and that cannot be used: {exception.Message}")]);
        }
    }

    private static byte[] Read(byte[] content)
    {
        var key = Encoding.UTF8.GetString(content).Trim();
        return key.Length is >= ShortestKey and <= LongestKey
            ? SHA256.HashData(Encoding.UTF8.GetBytes(key))
            : throw new CryptographicException($"It must hold a key of {ShortestKey} to {LongestKey} characters, and nothing else.");
    }
}

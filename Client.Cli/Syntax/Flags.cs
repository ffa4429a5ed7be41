using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Client.Cli.Brokers;

namespace Client.Cli.Syntax;

/// <summary>Flags that several commands share, and the kinds of value flags have.</summary>
internal static class Flags
{
    private const string BrokerVariable = "LB_BROKER";
    private const string KeyVariable = "LB_ADMIN_KEY";

    public static Option<Uri?> Broker(Func<string, string?> environment) => new("--broker")
    {
        Description = $"The broker's address. Without the flag: {BrokerVariable}, else {BrokerAddress.Default}.",
        HelpName = "URL",
        DefaultValueFactory = flag => ReadBroker(environment(BrokerVariable) is { Length: > 0 } set ? set : BrokerAddress.Default, BrokerVariable, flag),
        CustomParser = flag => ReadBroker(flag.Tokens[0].Value, "--broker", flag),
    };

    public static Option<string?> Key() => new("--key")
    {
        // No default here: help would print the secret.
        Description = $"The broker's admin key, where it has one. Without the flag: {KeyVariable}, which does not show in the list of processes.",
        HelpName = "KEY",
    };

    /// <summary>The key by flag or environment; null for none.</summary>
    /// <exception cref="UsageException">It cannot travel in a header.</exception>
    public static string? KeyOf(this ParseResult parsed, Option<string?> key, Func<string, string?> environment)
    {
        var given = parsed.GetValue(key) ?? environment(KeyVariable);
        if (string.IsNullOrEmpty(given))
        {
            return null;
        }

        return given.All(letter => letter is >= '!' and <= '~')
            ? given
            : throw new UsageException($"The key of --key or {KeyVariable} has characters that no header carries; it must be printable ASCII without spaces.");
    }

    public static Option<bool> Json(string description) => new("--json") { Description = description };

    /// <summary>An http or https address; null where the flag is not given.</summary>
    public static Option<Uri?> Address(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "URL",
        CustomParser = flag =>
        {
            var text = flag.Tokens[0].Value;
            if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            {
                return address;
            }

            flag.AddError($"{name} is '{text}'; it must be an http or https address, such as http://localhost:4317.");
            return null;
        },
    };

    /// <summary>A whole number with a range.</summary>
    public static Option<int> Whole(string name, int usual, int least, int most, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => usual,
        CustomParser = flag =>
        {
            var text = flag.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            {
                return number;
            }

            flag.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is '{text}'; it must be a whole number from {least} to {most}."));
            return usual;
        },
    };

    /// <summary>A number with a range, decimals allowed; null where the flag is not given.</summary>
    public static Option<double?> Number(string name, double least, double most, string description) => new(name)
    {
        Description = description,
        HelpName = "NUMBER",
        CustomParser = flag => ReadNumber(flag, name, least, most),
    };

    /// <summary>A number with a range, decimals allowed, and a default.</summary>
    public static Option<double> Number(string name, double usual, double least, double most, string description) => new(name)
    {
        Description = description,
        HelpName = "NUMBER",
        DefaultValueFactory = _ => usual,
        CustomParser = flag => ReadNumber(flag, name, least, most) ?? usual,
    };

    /// <summary>A duration: seconds as curl takes them, or hours, minutes and seconds as .NET writes them.</summary>
    public static Option<TimeSpan> Duration(string name, TimeSpan usual, string description) => new(name)
    {
        Description = description,
        HelpName = "SECONDS",
        DefaultValueFactory = _ => usual,
        CustomParser = flag =>
        {
            var text = flag.Tokens[0].Value;
            if (Durations.TryRead(text, out var duration))
            {
                return duration;
            }

            flag.AddError($"{name} is '{text}'; it must be seconds, such as 30 or 0.5, with a unit, such as 5ms or 200us, or hours, minutes and seconds, such as 00:01:30; more than 0 and at most a day.");
            return usual;
        },
    };

    private static double? ReadNumber(ArgumentResult flag, string name, double least, double most)
    {
        var text = flag.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        flag.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is '{text}'; it must be a number from {least} to {most}."));
        return null;
    }

    private static Uri? ReadBroker(string text, string source, ArgumentResult flag)
    {
        if (BrokerAddress.TryRead(text, out var address))
        {
            return address;
        }

        flag.AddError($"{source} is '{text}'; it must be an http or https address, such as {BrokerAddress.Default}.");
        return null;
    }
}

using System.ComponentModel.DataAnnotations;
using Job.Hosting.Settings;

namespace Job.Hosting.Tests.Settings;

/// <summary>Settings of every kind, for the tests.</summary>
internal sealed class ShopOptions
{
    [Setting("Jobs run at once", Flag = "--slots")]
    [Range(1, 100)]
    public int Slots { get; set; } = 8;

    [Setting("How long to wait", Flag = "--patience")]
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(5);

    [Setting("Whom to ask")]
    public Uri? Broker { get; set; }

    [Setting("Which order", Flag = "--order")]
    [AllowedValues("arrival", "short-first")]
    public string Order { get; set; } = "arrival";

    [Setting("Whether to talk", Flag = "--verbose")]
    public bool Verbose { get; set; }

    [Setting("Secret of the door", Secret = true)]
    [MinLength(8)]
    public string? Key { get; set; }

    [Setting("Hosts that may ask")]
    public IReadOnlyList<string> Hosts { get; set; } = [];

    public ShopDoorOptions Door { get; } = new();
}

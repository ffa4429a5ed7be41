using System.ComponentModel.DataAnnotations;
using Job.Hosting.Settings;

namespace Job.Hosting.Tests.Settings;

/// <summary>Settings inside settings.</summary>
internal sealed class ShopDoorOptions
{
    [Setting("How wide")]
    [Range(0.1, 2.0)]
    public double Width { get; set; } = 0.9;

    [Setting("What colour", Flag = "--colour")]
    public ConsoleColor Colour { get; set; } = ConsoleColor.Green;
}

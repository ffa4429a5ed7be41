using System.ComponentModel.DataAnnotations;

namespace Broker.Api.Claims;

/// <summary>A setting that lists addresses and networks, as <see cref="ProxyNetworks"/> reads them.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ProxyNetworksAttribute : RegularExpressionAttribute
{
    public ProxyNetworksAttribute()
        : base(".*")
        => ErrorMessage = "that lists IP addresses and networks such as 10.0.0.0/8, with commas between them";

    public override bool IsValid(object? value) => value is null || (value is string text && ProxyNetworks.TryParse(text, out _));
}

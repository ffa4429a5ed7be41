using System.ComponentModel.DataAnnotations;

namespace Worker.Api.Membership;

/// <summary>A setting that names one broker or several, as <see cref="BrokerAddresses"/> reads them.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class BrokerAddressesAttribute : RegularExpressionAttribute
{
    public BrokerAddressesAttribute()
        : base(".+")
        => ErrorMessage = "that is an http or https address, such as http://localhost:8080, or several, separated by commas";

    public override bool IsValid(object? value) => value is null || (value is string text && BrokerAddresses.Read(text) is not null);
}

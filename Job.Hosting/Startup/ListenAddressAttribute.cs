using System.ComponentModel.DataAnnotations;

namespace Job.Hosting.Startup;

/// <summary>A setting that says where to listen, as <see cref="ListenAddress"/> reads it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListenAddressAttribute : RegularExpressionAttribute
{
    /// <summary>Makes the rule, with the words that a fault says.</summary>
    public ListenAddressAttribute()
        : base(".+")
        => ErrorMessage = "that is any, localhost or an IP address";

    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is string address && ListenAddress.IsValid(address);
}

using System.ComponentModel.DataAnnotations;
using Balancing.Yarp.Dispatching;

namespace Broker.Api.Dispatch;

/// <summary>A setting that says the weights of applications, as <see cref="ApplicationWeights"/> reads them.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WeightsAttribute : RegularExpressionAttribute
{
    public WeightsAttribute()
        : base(".+")
        => ErrorMessage = "of " + ApplicationWeights.Allowed;

    public override bool IsValid(object? value) => value is null || (value is string text && ApplicationWeights.Read(text) is not null);
}

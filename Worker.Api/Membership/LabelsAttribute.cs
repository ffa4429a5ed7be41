using System.ComponentModel.DataAnnotations;

namespace Worker.Api.Membership;

/// <summary>A setting that gives labels, as <see cref="Labels"/> reads them.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class LabelsAttribute : RegularExpressionAttribute
{
    public LabelsAttribute()
        : base(".*")
        => ErrorMessage = "as zone=a,gpu=yes: up to 16 names of letters, digits, '.', '_' and '-', each once, with values of up to 128 characters";

    public override bool IsValid(object? value) => value is null || (value is string text && Labels.Read(text) is not null);
}

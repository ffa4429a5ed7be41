using System.ComponentModel.DataAnnotations;

namespace Worker.Api.Exec;

/// <summary>A setting that gives a program and its arguments, as <see cref="ExecCommand"/> reads them.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ExecCommandAttribute : RegularExpressionAttribute
{
    public ExecCommandAttribute()
        : base(".*")
        => ErrorMessage = "as ./report.sh {applicationId} {applicationType}: quotes closed, no other names in braces, none in the program";

    public override bool IsValid(object? value) => value is null || (value is string text && ExecCommand.Parse(text) is not null);

    // The base would read the braces as places to fill.
    public override string FormatErrorMessage(string name) => ErrorMessage!;
}

namespace Job.Contracts.Tests;

public class JobMediaTypesTests
{
    [Theory]
    [InlineData("application/json", JobForm.Json)]
    [InlineData("Application/JSON", JobForm.Json)]
    [InlineData("application/json; charset=utf-8", JobForm.Json)]
    [InlineData("application/json;charset=\"UTF-8\"", JobForm.Json)]
    [InlineData("application/json; charset=us-ascii", JobForm.Json)]
    [InlineData("application/json; profile=x", JobForm.Json)]
    [InlineData("text/plain", JobForm.Text)]
    [InlineData(" text/plain ; charset=UTF-8", JobForm.Text)]
    [InlineData("text/plain; format=flowed; charset=utf-8", JobForm.Text)]
    public void TryRead_TypeOfOurs_GivesItsForm(string contentType, JobForm expected)
    {
        Assert.True(JobMediaTypes.TryRead(contentType, out var form, out var fault));
        Assert.Equal(expected, form);
        Assert.Null(fault);
    }

    [Theory]
    [InlineData(null, "has no Content-Type")]
    [InlineData("", "has no Content-Type")]
    [InlineData("application/x-www-form-urlencoded", "is 'application/x-www-form-urlencoded'")]
    [InlineData("text/json", "is 'text/json'")]
    [InlineData("application/problem+json", "is 'application/problem+json'")]
    [InlineData("application/*", "is 'application/*'")]
    [InlineData("application/jsonx", "is 'application/jsonx'")]
    [InlineData("multipart/form-data; boundary=x", "is 'multipart/form-data; boundary=x'")]
    [InlineData("json", "cannot be read")]
    [InlineData("application/json, text/plain", "cannot be read")]
    [InlineData("application/json; charset", "charset")]
    [InlineData("application/json; charset=utf-16", "charset")]
    [InlineData("text/plain; charset=iso-8859-1", "charset")]
    [InlineData("text/plain; charset=", "cannot be read")]
    [InlineData("text/plain; charset=utf-8; charset=utf-16", "charset")]
    [InlineData("text/\u0007plain", @"'text/\u0007plain' cannot be read")]
    public void TryRead_AnythingElse_SaysWhatIsAllowed(string? contentType, string expected)
    {
        Assert.False(JobMediaTypes.TryRead(contentType, out _, out var fault));
        Assert.Contains(expected, fault!, StringComparison.Ordinal);
        Assert.Matches("application/json.*text/plain|utf-8", fault);
    }
}

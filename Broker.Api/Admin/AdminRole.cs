namespace Broker.Api.Admin;

/// <summary>What a caller may do.</summary>
internal enum AdminRole
{
    /// <summary>Look, and change nothing.</summary>
    Read,

    /// <summary>Look and change.</summary>
    Operate,
}

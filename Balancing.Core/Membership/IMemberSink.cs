namespace Balancing.Core.Membership;

/// <summary>Hears of members what nobody asked for.</summary>
public interface IMemberSink
{
    /// <summary>Its lease was not renewed in time: it gets no new request.</summary>
    void Lapsed(Member member);

    /// <summary>It is gone, and the last request it held has ended.</summary>
    void Ended(Member member);
}

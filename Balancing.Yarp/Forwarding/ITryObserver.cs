namespace Balancing.Yarp.Forwarding;

/// <summary>Hears how every try of every request ended: those that another try followed, too. All that are registered hear it.</summary>
internal interface ITryObserver
{
    /// <summary>
    /// A try has ended, its slot is free or about to be; whether and where the request goes next is decided after this returns, so that a
    /// destination closed here is not picked for it. Called once for each, from many threads, outside all locks; on the way of the request: it must neither block nor throw.
    /// </summary>
    void Ended(in EndedTry ended);
}

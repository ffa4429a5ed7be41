namespace Balancing.Core.Outliers;

/// <summary>Hears what an <see cref="OutlierDetector"/> decides.</summary>
/// <remarks>Called under its lock: note it and return; do not call the detector from here.</remarks>
public interface IOutlierSink
{
    /// <summary>The destination gets nothing until <see cref="DestinationHealth.EjectedUntil"/>, unless there is panic.</summary>
    void Ejected(DestinationHealth destination);

    /// <summary>Its ejection is over; one job at a time may go there.</summary>
    void OnTrial(DestinationHealth destination);

    /// <summary>A job succeeded there: it is as good as any.</summary>
    void Returned(DestinationHealth destination);

    /// <summary>Its ejection is taken back: what it failed at is failed at elsewhere, too.</summary>
    void Acquitted(DestinationHealth destination);

    /// <summary>Too few are healthy, so that the least bad are used, too; or no longer.</summary>
    void PanicChanged(bool isPanic);
}

using Microsoft.Extensions.DependencyInjection;

namespace Job.Hosting.Settings;

/// <summary>Checked options, as <see cref="SettingsCatalog.Read"/> gives them.</summary>
public sealed class SettingsValues
{
    private readonly Dictionary<Type, object> _options;
    private readonly IReadOnlyList<Action<IServiceCollection, SettingsValues>> _registrations;

    internal SettingsValues(Dictionary<Type, object> options, IReadOnlyList<Action<IServiceCollection, SettingsValues>> registrations)
    {
        _options = options;
        _registrations = registrations;
    }

    /// <summary>The options of one class.</summary>
    /// <typeparam name="TOptions">A class added to the catalog.</typeparam>
    /// <returns>The one instance.</returns>
    /// <exception cref="KeyNotFoundException">The class was not added to the catalog.</exception>
    public TOptions Get<TOptions>() where TOptions : class => (TOptions)_options[typeof(TOptions)];

    /// <summary>Registers every options class as a singleton and as <c>IOptions&lt;T&gt;</c>.</summary>
    /// <param name="services">The services of a host.</param>
    public void AddTo(IServiceCollection services)
    {
        foreach (var register in _registrations)
        {
            register(services, this);
        }
    }
}

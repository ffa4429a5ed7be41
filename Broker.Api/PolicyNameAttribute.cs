using System.ComponentModel.DataAnnotations;
using Balancing.Core.Picking;

namespace Broker.Api;

/// <summary>Allows the names of the policies there are: whoever adds one to the list has it here.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PolicyNameAttribute() : AllowedValuesAttribute([.. PickPolicies.BuiltIn.Names]);

using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json.Serialization;

namespace SettleEngine.HostileRpc;

/// <summary>Counts what was done to which call. Thread rule: any thread.</summary>
internal sealed class ProxyLog
{
    private static readonly Dictionary<FaultAction, string> Names = Enum.GetValues<FaultAction>().ToDictionary(
        action => action,
        action => typeof(FaultAction).GetField(action.ToString())!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()!.Name);

    private readonly ConcurrentDictionary<(string Method, string What), int> _counts = new();
    private readonly ConcurrentDictionary<FaultAction, int> _actions = new();

    /// <summary>How many requests met each action.</summary>
    public IReadOnlyDictionary<FaultAction, int> Actions => _actions;

    /// <summary>Every count, by method and by what was done.</summary>
    public IReadOnlyList<ProxyCount> Counts =>
        [.. _counts.Select(pair => new ProxyCount(pair.Key.Method, pair.Key.What, pair.Value))
            .OrderBy(count => count.Method, StringComparer.Ordinal)
            .ThenBy(count => count.What, StringComparer.Ordinal)];

    /// <summary>Takes down what is done to a request.</summary>
    public void Note(RpcRequest request, FaultAction action)
    {
        _actions.AddOrUpdate(action, 1, static (_, count) => count + 1);
        foreach (var call in request.Calls)
        {
            Note(call.Method, Names[action]);
        }
    }

    /// <summary>Takes down something else.</summary>
    public void Note(string method, string what) =>
        _counts.AddOrUpdate((method, what), 1, static (_, count) => count + 1);
}

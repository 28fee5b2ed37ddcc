namespace SettleEngine.HostileRpc;

/// <summary>Decides what happens to a call. Thread rule: any thread; calls take turns.</summary>
internal sealed class FaultDraw(FaultScript script, TimeProvider timeProvider)
{
    /// <summary>The rule that lets a call through.</summary>
    public static readonly FaultRule Nothing = new() { Action = FaultAction.Pass };

    private readonly Lock _gate = new();
    private readonly Random _random = new(script.Seed);
    private readonly int[] _matches = new int[script.Rules.Count];
    private readonly int[] _drawn = new int[script.Rules.Count];
    private readonly long _startedAt = timeProvider.GetTimestamp();

    /// <summary>The first rule that matches one of the calls and draws the request.</summary>
    public FaultRule Next(RpcRequest request)
    {
        var seconds = timeProvider.GetElapsedTime(_startedAt).TotalSeconds;
        lock (_gate)
        {
            for (var i = 0; i < script.Rules.Count; i++)
            {
                var rule = script.Rules[i];
                if (!IsMeant(rule, request, seconds) || _matches[i]++ < rule.Skip)
                {
                    continue;
                }

                if ((rule.Times == 0 || _drawn[i] < rule.Times) && _random.NextDouble() < rule.Share)
                {
                    _drawn[i]++;
                    return rule;
                }
            }

            return Nothing;
        }
    }

    private static bool IsMeant(FaultRule rule, RpcRequest request, double seconds) =>
        seconds >= rule.FromSeconds
        && (rule.UntilSeconds == 0 || seconds < rule.UntilSeconds)
        && request.Calls.Any(call => call.IsMeantBy(rule))
        && (rule.Sender is null || request.Calls.Any(call => call.IsSentBy(rule.Sender)));
}

namespace SettleEngine.HostileRpc;

/// <summary>Decides what happens to a call. Thread rule: any thread; calls take turns.</summary>
internal sealed class FaultDraw(FaultScript script)
{
    /// <summary>The rule that lets a call through.</summary>
    public static readonly FaultRule Nothing = new() { Action = FaultAction.Pass };

    private readonly Lock _gate = new();
    private readonly Random _random = new(script.Seed);
    private readonly int[] _matches = new int[script.Rules.Count];
    private readonly int[] _drawn = new int[script.Rules.Count];

    /// <summary>The first rule that matches one of the methods and draws the call.</summary>
    public FaultRule Next(IReadOnlyCollection<string> methods)
    {
        lock (_gate)
        {
            for (var i = 0; i < script.Rules.Count; i++)
            {
                var rule = script.Rules[i];
                if ((rule.Method != "*" && !methods.Contains(rule.Method)) || _matches[i]++ < rule.Skip)
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
}

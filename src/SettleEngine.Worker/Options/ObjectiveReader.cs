using System.Globalization;
using SettleEngine.Core.Batch;
using SettleEngine.Core.Primitives;

namespace SettleEngine.Worker.Options;

/// <summary>Reads what is asked of the moment at which payments are settled: <c>--objective</c>, <c>--payee-objective</c>,
/// <c>--cost-ceiling</c> and <c>--block-rhythm</c>.</summary>
internal static class ObjectiveReader
{
    private const string Forms = "balanced, maxLatency=4s or maxCost=0.0006";
    private const string LatencyPrefix = "maxLatency=";
    private const string CostPrefix = "maxCost=";
    private const string CeilingPrefix = "ceiling=";

    /// <summary>What is asked of every payment.</summary>
    /// <param name="values">Option values.</param>
    /// <returns>The objective, with the ceiling that holds for all.</returns>
    /// <exception cref="SettingException">A value has another form.</exception>
    public static BatchObjective Read(SettingValues values)
    {
        var objective = TryParse(values.Required("objective"))
            ?? throw new SettingException($"--objective must be {Forms}.");
        return Ceiling(values) is { } ceiling ? objective.Below(ceiling) : objective;
    }

    /// <summary>What is asked for single payees.</summary>
    /// <param name="values">Option values.</param>
    /// <returns>The objectives; the ceiling that holds for all holds for those that name none.</returns>
    /// <exception cref="SettingException">A value has another form, or a payee is named twice.</exception>
    public static Dictionary<Address, BatchObjective> ReadPayees(SettingValues values)
    {
        var objectives = new Dictionary<Address, BatchObjective>();
        foreach (var text in values.Many("payee-objective"))
        {
            var parts = text.Split(':');
            if (parts.Length is not (2 or 3)
                || !Address.TryParse(parts[0].AsSpan(), out var payee)
                || TryParse(parts[1]) is not { } objective
                || (parts.Length == 3 && ParseUsd(parts[2], CeilingPrefix) is null))
            {
                throw new SettingException(
                    $"--payee-objective must be a payee's address, a colon, and {Forms}, with :ceiling=0.002 behind it or not.");
            }

            var ceiling = parts.Length == 3 ? ParseUsd(parts[2], CeilingPrefix) : Ceiling(values);
            if (!objectives.TryAdd(payee, ceiling is { } usd ? objective.Below(usd) : objective))
            {
                throw new SettingException($"--payee-objective names {payee} twice.");
            }
        }

        return objectives;
    }

    /// <summary>Whether batches wait for the latest moment that makes their block.</summary>
    /// <param name="values">Option values.</param>
    /// <returns>True unless that is switched off.</returns>
    /// <exception cref="SettingException">The value has another form.</exception>
    public static bool ReadRhythm(SettingValues values) => values.Required("block-rhythm") switch
    {
        "auto" => true,
        "off" => false,
        _ => throw new SettingException("--block-rhythm must be auto or off."),
    };

    /// <summary>Reads one objective.</summary>
    /// <param name="text">What stands behind the option.</param>
    /// <returns>The objective, or null when it has another form.</returns>
    public static BatchObjective? TryParse(string text)
    {
        if (text == "balanced")
        {
            return BatchObjective.Balanced;
        }

        if (text.StartsWith(LatencyPrefix, StringComparison.Ordinal)
            && SettingValues.TryParseDuration(text[LatencyPrefix.Length..], out var latency)
            && latency > TimeSpan.Zero)
        {
            return BatchObjective.WithinLatency(latency);
        }

        return ParseUsd(text, CostPrefix) is { } usd ? BatchObjective.WithinCost(usd) : null;
    }

    private static double? Ceiling(SettingValues values) =>
        values.Optional("cost-ceiling") is not { } text ? null
        : ParseUsd(text, string.Empty) ?? throw new SettingException("--cost-ceiling must be US dollars above 0, such as 0.002.");

    private static double? ParseUsd(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.Ordinal)
        && double.TryParse(
            text.AsSpan(prefix.Length),
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var usd)
        && usd > 0
        && double.IsFinite(usd)
            ? usd
            : null;
}

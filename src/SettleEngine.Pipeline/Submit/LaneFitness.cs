using Microsoft.Extensions.Logging;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;

namespace SettleEngine.Pipeline.Submit;

/// <summary>Tells a lane's rule, and people, whether it may be given batches: gas money, limits of spending, quarantine.</summary>
/// <param name="lane">Index of the lane.</param>
/// <param name="account">The lane's account.</param>
/// <param name="state">The rule.</param>
/// <param name="canSign">False for a lane whose key was taken away.</param>
/// <param name="services">What all lanes share.</param>
/// <remarks>Thread rule: the lane's loop.</remarks>
internal sealed partial class LaneFitness(int lane, Address account, LaneState state, bool canSign, LaneServices services)
{
    private readonly string _cause = CauseOf(lane);
    private bool _isQuarantined;
    private bool _isUnfunded;

    /// <summary>Balance of the account, or null before it was read.</summary>
    public UInt256? BalanceWei { get; set; }

    /// <summary>Under which name a lane's trouble is told.</summary>
    /// <param name="lane">Index of the lane.</param>
    /// <returns>The cause.</returns>
    public static string CauseOf(int lane) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"lane {lane:D4}");

    /// <summary>Weighs money and limits again.</summary>
    public void Weigh()
    {
        WeighFunds();
        WeighLimits();
    }

    /// <summary>Tells when the lane goes into quarantine or leaves it.</summary>
    public void TellQuarantine()
    {
        if (_isQuarantined == state.IsQuarantined)
        {
            return;
        }

        _isQuarantined = state.IsQuarantined;
        services.Metrics.LaneChanged(_isQuarantined ? "quarantined" : "resumed");
        services.Trouble($"{_cause} quarantine", !_isQuarantined
            ? null
            : $"Lane {lane} ({account}) is quarantined: the chain shows a transaction of it that is not ours. It goes on when "
                + "that is final or gone. Nobody else may use a lane's key: take it away from the other program, or use a fresh one.");
        if (_isQuarantined)
        {
            LogQuarantined(services.Logger, lane);
        }
        else
        {
            LogResumed(services.Logger, lane, state.OldestOpen.Value);
        }
    }

    /// <summary>Tells which limit a transaction would pass, or that none is passed any more.</summary>
    /// <param name="cause">Name of the cause.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="worstWei">The most that the transaction can cost.</param>
    public void TellLimit(string cause, SpendLimit limit, UInt128 worstWei)
    {
        var why = services.Spend.WhyWaiting(limit, worstWei);
        services.Trouble(cause, why is null ? null : $"Lane {lane} waits: {why}");
    }

    private void WeighFunds()
    {
        var least = LaneFunds.Least(
            services.Fees.First(services.BaseFeePerGasWei),
            services.BatchMax,
            services.Spend.L1FeeWei(LaneServices.BytesOf(services.BatchMax)));
        state.OnFunds(BalanceWei is not { } known || known >= least);
        if (!canSign || _isUnfunded == !state.IsFunded)
        {
            return;
        }

        _isUnfunded = !state.IsFunded;
        services.Metrics.LaneChanged(_isUnfunded ? "unfunded" : "funded");
        services.Trouble($"{_cause} funds", !_isUnfunded
            ? null
            : $"Lane {lane} ({account}) has {BalanceWei} wei, and a full batch may cost {least} wei: it gets no payments until it is funded.");
        if (_isUnfunded)
        {
            LogUnfunded(services.Logger, lane, account);
        }
        else
        {
            LogFunded(services.Logger, lane, account);
        }
    }

    private void WeighLimits()
    {
        // No room is announced that could not be used; a batch for which another lane took the rest goes back.
        if (canSign)
        {
            var worstWei = services.FullBatchWei;
            var limit = services.Spend.Judge(worstWei);
            state.OnLimits(limit == SpendLimit.None);
            TellLimit($"{_cause} limit", limit, worstWei);
        }
    }

    [LoggerMessage(EventId = 5003, Level = LogLevel.Error, Message = "Lane {Lane} is quarantined: the chain shows a transaction of its account that is not ours")]
    private static partial void LogQuarantined(ILogger logger, int lane);

    [LoggerMessage(EventId = 5004, Level = LogLevel.Warning, Message = "Lane {Lane} leaves quarantine and goes on at account nonce {AccountNonce}")]
    private static partial void LogResumed(ILogger logger, int lane, ulong accountNonce);

    [LoggerMessage(EventId = 5005, Level = LogLevel.Warning, Message = "Lane {Lane} ({Account}) has not enough gas money and gets no payments")]
    private static partial void LogUnfunded(ILogger logger, int lane, Address account);

    [LoggerMessage(EventId = 5006, Level = LogLevel.Information, Message = "Lane {Lane} ({Account}) has gas money again")]
    private static partial void LogFunded(ILogger logger, int lane, Address account);
}

using SettleEngine.Core;
using SettleEngine.Core.Batch;
using SettleEngine.Pipeline.Batch;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Dedupe;
using SettleEngine.Pipeline.Retention;
using SettleEngine.Pipeline.Submit;
using SettleEngine.Pipeline.Verify;

namespace SettleEngine.Pipeline;

/// <summary>Options of all stages; checked together by <see cref="Validate"/>.</summary>
public sealed class PipelineOptions
{
    /// <summary>Groups that may wait before Verify; more make the doors wait.</summary>
    /// <value>Default 256 groups of up to 256 items: 65,536 authorizations, about 16 MB.</value>
    public int IngestGroups { get; set; } = 256;

    /// <summary>16 secret bytes that key the nonce index's digests, so that nobody can make keys collide. Not persisted.</summary>
    public ReadOnlyMemory<byte> DigestKey { get; set; }

    /// <summary>What is let through.</summary>
    public VerifyOptions Verify { get; set; } = new();

    /// <summary>What is remembered.</summary>
    public DedupeOptions Dedupe { get; set; } = new();

    /// <summary>Batch size against latency.</summary>
    public BatchOptions Batch { get; set; } = new();

    /// <summary>What the chain charges for, and what its coin is worth.</summary>
    public CostOptions Cost { get; set; } = new();

    /// <summary>How lanes send.</summary>
    public SubmitOptions Submit { get; set; } = new();

    /// <summary>How the chain is followed.</summary>
    public ConfirmOptions Confirm { get; set; } = new();

    /// <summary>What is remembered how long.</summary>
    public RetentionOptions Retention { get; set; } = new();

    /// <summary>Checks every value and their relations.</summary>
    /// <exception cref="ArgumentException">Names the option to change.</exception>
    public void Validate()
    {
        Demand(IngestGroups >= 1, "IngestGroups must be at least 1.");
        Demand(DigestKey.Length == 16, "DigestKey must be 16 bytes.");
        Demand(Verify.Tokens.Count > 0, "No token to settle: name one with --token, or use a chain with a known token.");
        Demand(Verify.Concurrency >= 1, "Verify.Concurrency must be at least 1.");
        Demand(Verify.ValidityMargin > TimeSpan.Zero, "Verify.ValidityMargin must be positive.");
        Demand(Verify.ValidityHorizon > Verify.ValidityMargin, "--validity-horizon must be longer than the validity margin.");
        Demand(Dedupe.MaxLiveKeys >= 1, "--max-live-keys must be at least 1.");
        Demand(Dedupe.MaxGroup >= 1, "Dedupe.MaxGroup must be at least 1.");
        Demand(Dedupe.MaxUnsettled >= 1, "Dedupe.MaxUnsettled must be at least 1.");
        Demand(
            Batch.BatchMax is >= 1 and <= BatchLimits.MaxItems,
            "--batch-max must be from 1 to 200: more neither fits a transaction nor saves gas.");
        Demand(Batch.BatchWait >= TimeSpan.Zero, "--batch-wait must not be negative.");
        DemandObjective(Batch.Objective);
        foreach (var objective in Batch.PayeeObjectives.Values)
        {
            DemandObjective(objective);
        }

        Demand(
            !Batch.NeedsPrice || Cost.NativeUsd() is not null,
            "An objective in US dollars (maxCost, or a ceiling) needs the price of the chain's coin: give --native-usd.");
        Demand(
            Submit.MaxInFlightPerLane is >= 1 and <= 16,
            "Submit.MaxInFlightPerLane must be from 1 to 16: nodes keep no more per account.");
        Demand(Submit.StallAfter > TimeSpan.Zero, "Submit.StallAfter must be positive.");
        Demand(Submit.MaxFeePerGasWei > Submit.TipPerGasWei, "--max-fee-per-gas must be above the tip.");
        Demand(Retention.ForgetMargin > TimeSpan.Zero, "Retention.ForgetMargin must be positive.");
        Demand(Retention.ForgetInterval > TimeSpan.Zero, "Retention.ForgetInterval must be positive.");
        Demand(Retention.MaxOutcomes >= 1, "--max-outcomes must be at least 1.");
        Demand(Retention.CheckpointBytes >= 1, "Retention.CheckpointBytes must be at least 1.");
        Demand(Confirm.PollInterval > TimeSpan.Zero, "Confirm.PollInterval must be positive.");
        Demand(Confirm.HoldCheck > TimeSpan.Zero, "Confirm.HoldCheck must be positive.");
        Invariant.Holds(GasFormula.Limit(BatchLimits.MaxItems, BatchLimits.MaxItems * GasFormula.Item(false)) <= BatchLimits.MaxGas);
    }

    private static void DemandObjective(BatchObjective objective) => Demand(
        objective.CeilingUsd is not { } ceiling || objective.MaxCostUsd is not { } asked || ceiling >= asked,
        "A ceiling must not be below maxCost: raise --cost-ceiling, or lower maxCost.");

    private static void Demand(bool condition, string sentence)
    {
        if (!condition)
        {
            throw new ArgumentException(sentence);
        }
    }
}

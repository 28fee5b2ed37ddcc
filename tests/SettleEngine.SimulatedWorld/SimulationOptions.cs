using SettleEngine.Core.Batch;
using SettleEngine.Pipeline.Retention;
using SettleEngine.SimulatedWorld.Chain;
using SettleEngine.SimulatedWorld.Storage;

namespace SettleEngine.SimulatedWorld;

/// <summary>What happens in one run. Chances are per million: of items for traffic, of blocks for the world around,
/// of calls for the way to the chain.</summary>
public sealed record SimulationOptions
{
    /// <summary>Authorizations that each seed hands in at least.</summary>
    public const int LeastAuthorizations = 1_000;

    /// <summary>Faults that each seed has at least.</summary>
    public const int LeastFaults = 20;

    /// <summary>Kinds of faults that each seed has at least.</summary>
    public const int LeastKinds = 5;

    public ChainOptions Chain { get; init; } = new();

    /// <summary>Whether a run lasts until it has had its least share of faults.</summary>
    public bool HasTrouble { get; init; }

    // Traffic.
    public int Payments { get; init; } = 120;

    public int Payers { get; init; } = 20;

    /// <summary>What each payer has of each token.</summary>
    public int PayerBalance { get; init; } = 1_000_000;

    public int Payees { get; init; } = 3;

    public int Tokens { get; init; } = 1;

    public int Submitters { get; init; } = 4;

    public int MaxGroup { get; init; } = 8;

    public int TrafficSeconds { get; init; } = 40;

    public int MinWindowSeconds { get; init; } = 120;

    public int MaxWindowSeconds { get; init; } = 300;

    public int DuplicatePerMillion { get; init; } = 200_000;

    public int ContradictionPerMillion { get; init; }

    public int InvalidPerMillion { get; init; }

    public int ShortWindowPerMillion { get; init; }

    public int HeldRequestPerMillion { get; init; }

    // The engine.
    public int Lanes { get; init; } = 2;

    public int BatchMax { get; init; } = 20;

    /// <summary>What is asked of all payments.</summary>
    public BatchObjective Objective { get; init; } = BatchObjective.Balanced;

    // The way to the chain.
    public int MaxLatencyMs { get; init; } = 40;

    public int UnavailablePerMillion { get; init; }

    public int StalePerMillion { get; init; }

    public int NullReceiptPerMillion { get; init; }

    public int OrphanReceiptPerMillion { get; init; }

    public int LostSendPerMillion { get; init; }

    public int SilentSendPerMillion { get; init; }

    public int RepeatedSendPerMillion { get; init; }

    public int SlowCallPerMillion { get; init; }

    public int OrphanHeadPerMillion { get; init; }

    public int FalseStatePerMillion { get; init; }

    public int FalseStatusPerMillion { get; init; }

    public int MissingLogsPerMillion { get; init; }

    public int FalseCountPerMillion { get; init; }

    // The world around.
    public int ReorgPerMillion { get; init; }

    /// <summary>When there is a reorg whatever chance says.</summary>
    public TimeSpan SureReorgAt { get; init; } = TimeSpan.MaxValue;

    public int MaxReorgDepth { get; init; } = 6;

    public int ReturnAfterReorgPerMillion { get; init; } = 500_000;

    public int PoolDropPerMillion { get; init; }

    public int BaseFeeSpikePerMillion { get; init; }

    public int FrontRunPerMillion { get; init; }

    public int CopiedBatchPerMillion { get; init; }

    public int DoubleSignPerMillion { get; init; }

    public int CancelPerMillion { get; init; }

    public int DrainPerMillion { get; init; }

    public int PausePerMillion { get; init; }

    public int BlacklistPerMillion { get; init; }

    public int CodePerMillion { get; init; }

    public int StallPerMillion { get; init; }

    public int ForeignLanePerMillion { get; init; }

    public int BrokeLanePerMillion { get; init; }

    /// <summary>Whether endpoints keep what the first lane sends, as long as there is trouble.</summary>
    public bool SwallowsLane { get; init; }

    // The machine.
    public int Crashes { get; init; }

    public int MaxDownSeconds { get; init; } = 8;

    public int MaxCommitMs { get; init; } = 5;

    public int DiskFailPerMillion { get; init; }

    public int DiskNearlyFullPerMillion { get; init; }

    public int DiskFullPerMillion { get; init; }

    public int SlowWritePerMillion { get; init; }

    public int LostWritePerMillion { get; init; }

    public int MisdirectedWritePerMillion { get; init; }

    public int BitRotPerMillion { get; init; }

    public int ClockStepPerMillion { get; init; }

    // What is remembered how long.

    /// <summary>How much longer than its validity a key is remembered; a long time means for the whole run.</summary>
    public int ForgetMarginSeconds { get; init; } = 100_000;

    public long CheckpointBytes { get; init; } = 1L << 40;

    public PlantedBug Bug { get; init; }

    internal RetentionOptions Retention => new()
    {
        ForgetMargin = TimeSpan.FromSeconds(ForgetMarginSeconds),
        ForgetInterval = TimeSpan.FromSeconds(3),
        CheckpointBytes = CheckpointBytes,
    };

    /// <summary>Nothing goes wrong.</summary>
    public static SimulationOptions Calm { get; } = new();

    /// <summary>Each seed has its own mixture of troubles: a run in which everything goes wrong at once hides the bugs that
    /// need some things to go right.</summary>
    public static SimulationOptions Swarm(ulong seed)
    {
        var dice = new World(seed ^ 0x5EED_0F5EED);
        int Maybe(int most) => dice.Next(2) == 0 ? 0 : 1 + dice.Next(most);
        int Seldom(int most) => dice.Next(5) == 0 ? 1 + dice.Next(most) : 0;
        var payers = dice.Between(1, 60);
        return new SimulationOptions
        {
            HasTrouble = true,
            Chain = new ChainOptions
            {
                BlockTimeMs = dice.Next(3) == 0 ? 1_000 : 2_000,
                EvictsBelowBaseFee = dice.Next(3) == 0,
                RefusesGaps = dice.Next(3) == 0,
                ClockSkewSeconds = dice.Next(3) == 0 ? dice.Between(-3, 3) : 0,
                GasLimit = dice.Next(4) == 0 ? 30_000_000UL : 400_000_000,
            },
            Payments = dice.Between(LeastAuthorizations, LeastAuthorizations + 200),
            Payers = payers,
            PayerBalance = dice.Next(4) == 0 ? 1_000_000 : 10_000_000 / payers,
            Payees = dice.Between(1, 5),
            Tokens = dice.Next(2) == 0 ? 1 : dice.Between(2, 3),
            Submitters = dice.Between(1, 6),
            MaxGroup = dice.Between(1, 64),
            TrafficSeconds = dice.Between(5, 60),
            MinWindowSeconds = dice.Between(20, 120),
            MaxWindowSeconds = dice.Between(120, 400),
            DuplicatePerMillion = Maybe(300_000),
            ContradictionPerMillion = Maybe(100_000),
            InvalidPerMillion = Maybe(100_000),
            ShortWindowPerMillion = Maybe(200_000),
            HeldRequestPerMillion = Maybe(300_000),
            Lanes = dice.Between(1, 4),
            BatchMax = dice.Next(4) == 0 ? dice.Between(1, 20) : dice.Between(20, 150),
            MaxLatencyMs = dice.Next(3) == 0 ? 2_000 : 60,
            UnavailablePerMillion = Maybe(200_000),
            StalePerMillion = Maybe(400_000),
            NullReceiptPerMillion = Maybe(400_000),
            OrphanReceiptPerMillion = Maybe(300_000),
            LostSendPerMillion = Maybe(300_000),
            SilentSendPerMillion = Maybe(300_000),
            RepeatedSendPerMillion = Maybe(300_000),
            SlowCallPerMillion = Maybe(5_000),
            OrphanHeadPerMillion = Maybe(20_000),
            FalseStatePerMillion = Maybe(100_000),
            FalseStatusPerMillion = Maybe(300_000),
            ReorgPerMillion = Maybe(150_000),
            SureReorgAt = TimeSpan.FromSeconds(dice.Between(5, 60)),
            MaxReorgDepth = dice.Between(1, 15),
            ReturnAfterReorgPerMillion = dice.Next(1_000_001),
            PoolDropPerMillion = Maybe(150_000),
            BaseFeeSpikePerMillion = Maybe(60_000),
            FrontRunPerMillion = Maybe(300_000),
            CopiedBatchPerMillion = Maybe(60_000),
            DoubleSignPerMillion = Maybe(100_000),
            CancelPerMillion = Maybe(100_000),
            DrainPerMillion = Maybe(150_000),
            PausePerMillion = Maybe(20_000),
            BlacklistPerMillion = Maybe(40_000),
            CodePerMillion = Maybe(60_000),
            StallPerMillion = Maybe(20_000),
            ForeignLanePerMillion = Seldom(30_000),
            BrokeLanePerMillion = Maybe(20_000),
            Crashes = dice.Next(2) == 0 ? 1 : dice.Between(2, 6),
            MaxDownSeconds = dice.Next(3) == 0 ? 60 : 5,
            MaxCommitMs = dice.Next(4) == 0 ? 1_000 : 8,
            DiskFailPerMillion = Seldom(5_000),
            DiskNearlyFullPerMillion = Maybe(30_000),
            DiskFullPerMillion = Seldom(20_000),
            SlowWritePerMillion = Maybe(20_000),
            LostWritePerMillion = Seldom(3_000),
            MisdirectedWritePerMillion = Seldom(3_000),
            BitRotPerMillion = Seldom(30_000),
            ClockStepPerMillion = Seldom(40_000),
            ForgetMarginSeconds = dice.Next(2) == 0 ? dice.Between(1, 120) : 100_000,
            CheckpointBytes = dice.Next(4) == 0 ? 1L << 40 : 1L << dice.Between(12, 20),
            MissingLogsPerMillion = Maybe(300_000),
            FalseCountPerMillion = Maybe(100_000),
            SwallowsLane = dice.Next(8) == 0,
            Objective = DrawObjective(dice),
        };
    }

    // At the floor of the base fee a payment costs 0.0008 to 0.0013 USD, and more whenever fees rise: some prices are met at once,
    // some for many only, some never.
    private static BatchObjective DrawObjective(World dice)
    {
        var objective = dice.Next(5) switch
        {
            0 => BatchObjective.WithinLatency(TimeSpan.FromMilliseconds(dice.Between(500, 30_000))),
            1 => BatchObjective.WithinCost(dice.Between(6, 14) / 10_000.0),
            _ => BatchObjective.Balanced,
        };
        return dice.Next(5) == 0 ? objective.Below(dice.Between(14, 40) / 10_000.0) : objective;
    }

    internal void ApplyTo(ChainClientFaults faults)
    {
        faults.MaxLatencyMs = MaxLatencyMs;
        faults.UnavailablePerMillion = UnavailablePerMillion;
        faults.StalePerMillion = StalePerMillion;
        faults.NullReceiptPerMillion = NullReceiptPerMillion;
        faults.OrphanReceiptPerMillion = OrphanReceiptPerMillion;
        faults.LostSendPerMillion = LostSendPerMillion;
        faults.SilentSendPerMillion = SilentSendPerMillion;
        faults.RepeatedSendPerMillion = RepeatedSendPerMillion;
        faults.SlowCallPerMillion = SlowCallPerMillion;
        faults.OrphanHeadPerMillion = OrphanHeadPerMillion;
        faults.FalseStatePerMillion = FalseStatePerMillion;
        faults.FalseStatusPerMillion = FalseStatusPerMillion;
        faults.MissingLogsPerMillion = MissingLogsPerMillion;
        faults.FalseCountPerMillion = FalseCountPerMillion;
        faults.Bug = Bug;
    }

    internal void ApplyTo(DiskFaults faults)
    {
        faults.MaxCommitMs = MaxCommitMs;
        faults.FailPerMillion = DiskFailPerMillion;
        faults.SlowPerMillion = SlowWritePerMillion;
        faults.LostPerMillion = LostWritePerMillion;
        faults.MisdirectedPerMillion = MisdirectedWritePerMillion;
        faults.Bug = Bug;
    }
}

using SettleEngine.Pipeline.Retention;
using SettleEngine.SimulatedWorld.Chain;

namespace SettleEngine.SimulatedWorld;

/// <summary>What happens in one run. Chances are per million: of items for traffic, of blocks for the world around,
/// of calls for the way to the chain.</summary>
public sealed record SimulationOptions
{
    public ChainOptions Chain { get; init; } = new();

    // Traffic.
    public int Payments { get; init; } = 120;

    public int Payers { get; init; } = 20;

    public int Payees { get; init; } = 3;

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

    // The way to the chain.
    public int MaxLatencyMs { get; init; } = 40;

    public int UnavailablePerMillion { get; init; }

    public int StalePerMillion { get; init; }

    public int NullReceiptPerMillion { get; init; }

    public int OrphanReceiptPerMillion { get; init; }

    public int LostSendPerMillion { get; init; }

    public int SilentSendPerMillion { get; init; }

    public int RepeatedSendPerMillion { get; init; }

    // The world around.
    public int ReorgPerMillion { get; init; }

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

    public int StallPerMillion { get; init; }

    public int ForeignLanePerMillion { get; init; }

    public int BrokeLanePerMillion { get; init; }

    // The machine.
    public int Crashes { get; init; }

    public int MaxDownSeconds { get; init; } = 8;

    public int MaxCommitMs { get; init; } = 5;

    public int DiskFailPerMillion { get; init; }

    public int DiskFullPerMillion { get; init; }

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
        return new SimulationOptions
        {
            Chain = new ChainOptions
            {
                BlockTimeMs = dice.Next(3) == 0 ? 1_000 : 2_000,
                EvictsBelowBaseFee = dice.Next(3) == 0,
                RefusesGaps = dice.Next(3) == 0,
                ClockSkewSeconds = dice.Next(3) == 0 ? dice.Between(-3, 3) : 0,
                GasLimit = dice.Next(4) == 0 ? 30_000_000UL : 400_000_000,
            },
            Payments = dice.Between(20, 160),
            Payers = dice.Between(1, 30),
            Payees = dice.Between(1, 5),
            Submitters = dice.Between(1, 6),
            MaxGroup = dice.Between(1, 16),
            TrafficSeconds = dice.Between(5, 90),
            MinWindowSeconds = dice.Between(20, 120),
            MaxWindowSeconds = dice.Between(120, 400),
            DuplicatePerMillion = Maybe(400_000),
            ContradictionPerMillion = Maybe(200_000),
            InvalidPerMillion = Maybe(200_000),
            ShortWindowPerMillion = Maybe(300_000),
            HeldRequestPerMillion = Maybe(500_000),
            Lanes = dice.Between(1, 4),
            BatchMax = dice.Between(1, 40),
            MaxLatencyMs = dice.Next(3) == 0 ? 2_000 : 60,
            UnavailablePerMillion = Maybe(200_000),
            StalePerMillion = Maybe(400_000),
            NullReceiptPerMillion = Maybe(400_000),
            OrphanReceiptPerMillion = Maybe(300_000),
            LostSendPerMillion = Maybe(300_000),
            SilentSendPerMillion = Maybe(300_000),
            RepeatedSendPerMillion = Maybe(300_000),
            ReorgPerMillion = Maybe(150_000),
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
            StallPerMillion = Maybe(20_000),
            ForeignLanePerMillion = dice.Next(4) == 0 ? 1 + dice.Next(10_000) : 0,
            BrokeLanePerMillion = Maybe(20_000),
            Crashes = dice.Next(2) == 0 ? 0 : dice.Between(1, 6),
            MaxDownSeconds = dice.Next(3) == 0 ? 60 : 5,
            MaxCommitMs = dice.Next(4) == 0 ? 1_000 : 8,
            DiskFailPerMillion = dice.Next(5) == 0 ? 1 + dice.Next(10_000) : 0,
            DiskFullPerMillion = Maybe(30_000),
            ForgetMarginSeconds = dice.Next(2) == 0 ? dice.Between(1, 120) : 100_000,
            CheckpointBytes = dice.Next(4) == 0 ? 1L << 40 : 1L << dice.Between(8, 16),
        };
    }
}

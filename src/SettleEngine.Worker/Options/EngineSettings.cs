using Microsoft.Extensions.Logging;
using SettleEngine.Chain.Lanes;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Batch;
using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Core.Primitives;
using SettleEngine.Doors;
using SettleEngine.Pipeline.Submit;
using SettleEngine.Storage;
using SettleEngine.Verifier;

namespace SettleEngine.Worker.Options;

/// <summary>Everything that an engine process needs to know, resolved and checked as far as one option alone allows.</summary>
internal sealed record EngineSettings
{
    /// <summary>Address of the HTTP door, or null for none.</summary>
    public DoorAddress? Http { get; init; }

    /// <summary>Address of the frame door over TCP, or null for none.</summary>
    public DoorAddress? Tcp { get; init; }

    /// <summary>Path of the frame door's Unix socket, or null for none.</summary>
    public string? Unix { get; init; }

    /// <summary>Address of metrics, or null for none.</summary>
    public DoorAddress? Admin { get; init; }

    /// <summary>Endpoints of the chain.</summary>
    public required IReadOnlyList<Uri> Rpc { get; init; }

    /// <summary>Chain id that they must have, or null.</summary>
    public ulong? ChainId { get; init; }

    /// <summary>Where the lanes' keys are.</summary>
    public required LaneKeySources LaneKeys { get; init; }

    /// <summary>Directory of the journal.</summary>
    public required string Data { get; init; }

    /// <summary>What the journal stands on.</summary>
    public JournalAdapter Journal { get; init; } = JournalAdapter.Faster;

    /// <summary>Whether a journal whose anchor is lost is opened as far as it verifies.</summary>
    public bool AcceptMissingAnchor { get; init; }

    /// <summary>Most payments in a transaction.</summary>
    public int BatchMax { get; init; } = 100;

    /// <summary>Longest time that a payment waits for company.</summary>
    public TimeSpan BatchWait { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>What is asked of every payment.</summary>
    public BatchObjective Objective { get; init; } = BatchObjective.Balanced;

    /// <summary>What is asked for payments to these payees instead.</summary>
    public IReadOnlyDictionary<Address, BatchObjective> PayeeObjectives { get; init; } = new Dictionary<Address, BatchObjective>();

    /// <summary>Whether batches wait for the latest moment that makes their block.</summary>
    public bool FollowsBlocks { get; init; } = true;

    /// <summary>Whether batches go through the guarded settler where it is deployed.</summary>
    public bool UseSettler { get; init; } = true;

    /// <summary>Whether contract wallets and delegated accounts may pay.</summary>
    public bool AcceptPayersWithCode { get; init; } = true;

    /// <summary>How long <c>/settle</c> holds a request.</summary>
    public TimeSpan SettleHold { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a stop may take.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a refused payment is held.</summary>
    public TimeSpan HoldLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Longest validity that is accepted.</summary>
    public TimeSpan ValidityHorizon { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Most remembered authorizations.</summary>
    public int MaxLiveKeys { get; init; } = 20_000_000;

    /// <summary>Most outcomes that the feed keeps.</summary>
    public int MaxOutcomes { get; init; } = 5_000_000;

    /// <summary>Smallest value in atomic units.</summary>
    public UInt256 MinValue { get; init; }

    /// <summary>Who may be paid; empty means anybody.</summary>
    public IReadOnlyList<Address> Payees { get; init; } = [];

    /// <summary>Makes further tokens for a chain.</summary>
    public Func<ulong, IReadOnlyList<Token>> MoreTokens { get; init; } = _ => [];

    /// <summary>File with the callers' keys, or null.</summary>
    public string? ApiKeyFile { get; init; }

    /// <summary>Tip per gas, in wei.</summary>
    public ulong TipPerGasWei { get; init; } = 1;

    /// <summary>Most offered per gas, in wei.</summary>
    public ulong MaxFeePerGasWei { get; init; } = 1_000_000_000;

    /// <summary>Most that a transaction may cost, in wei; 0 for no limit.</summary>
    public UInt128 MaxFeePerTransactionWei { get; init; } = new SubmitOptions().MaxFeePerTransactionWei;

    /// <summary>Most that an hour may cost, in wei; 0 for no limit.</summary>
    public UInt128 MaxSpendPerHourWei { get; init; } = new SubmitOptions().MaxSpendPerHourWei;

    /// <summary>File with what chains charge for, or null for the built-in table alone.</summary>
    public string? ChainCostsFile { get; init; }

    /// <summary>US dollars for one native coin, or null.</summary>
    public double? NativeUsd { get; init; }

    /// <summary>File with that price, or null.</summary>
    public string? NativeUsdFile { get; init; }

    /// <summary>How often the newest block is asked for.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Threads that check signatures; 0 takes one per core.</summary>
    public int VerifyWorkers { get; init; }

    /// <summary>Bound on the memory for payers' keys and tables.</summary>
    public long VerifyCacheBytes { get; init; } = new VerifierOptions().CacheBytes;

    /// <summary>Arithmetic of the verifier, or null for the fastest that works.</summary>
    public VerifierTier? VerifyTier { get; init; }

    /// <summary>Collector that metrics are sent to, or null.</summary>
    public Uri? Otlp { get; init; }

    /// <summary>Least important lines that are logged.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>Reads settings.</summary>
    /// <param name="values">Option values.</param>
    /// <param name="laneKeysInEnvironment">Whether the environment holds lane keys (<see cref="LaneKeyVariable"/>).</param>
    /// <returns>The settings.</returns>
    /// <exception cref="SettingException">An option is missing or unreadable, or a door may not be opened.</exception>
    public static EngineSettings Read(SettingValues values, bool laneKeysInEnvironment = false)
    {
        var settings = new EngineSettings
        {
            Http = Door(values, "http"),
            Tcp = Door(values, "tcp"),
            Unix = values.Optional("unix"),
            Admin = Door(values, "admin"),
            Rpc = values.Urls("rpc"),
            ChainId = values.Optional("chain-id") is null ? null : values.Number<ulong>("chain-id"),
            LaneKeys = new LaneKeySources
            {
                KeyFile = values.Optional("lane-key-file"),
                Keystores = values.Many("lane-keystore"),
                PasswordFile = values.Optional("lane-keystore-password-file"),
                FromEnvironment = laneKeysInEnvironment,
            },
            Data = values.Required("data"),
            Journal = Adapter(values.Required("journal")),
            AcceptMissingAnchor = values.Switch("accept-missing-anchor"),
            BatchMax = values.Number<int>("batch-max"),
            BatchWait = values.Duration("batch-wait"),
            Objective = ObjectiveReader.Read(values),
            PayeeObjectives = ObjectiveReader.ReadPayees(values),
            FollowsBlocks = ObjectiveReader.ReadRhythm(values),
            UseSettler = values.Required("settler") switch
            {
                "auto" => true,
                "off" => false,
                _ => throw new SettingException("--settler must be auto or off."),
            },
            AcceptPayersWithCode = values.Required("payers-with-code") switch
            {
                "accept" => true,
                "refuse" => false,
                _ => throw new SettingException("--payers-with-code must be accept or refuse."),
            },
            SettleHold = values.Duration("settle-hold"),
            DrainTimeout = values.Duration("drain-timeout"),
            HoldLimit = values.Duration("hold-limit"),
            ValidityHorizon = values.Duration("validity-horizon"),
            MaxLiveKeys = values.Number<int>("max-live-keys"),
            MaxOutcomes = values.Number<int>("max-outcomes"),
            MinValue = values.Amount("min-value"),
            Payees = values.Addresses("payee"),
            MoreTokens = values.Tokens,
            ApiKeyFile = values.Optional("api-key-file"),
            TipPerGasWei = values.Number<ulong>("tip"),
            MaxFeePerGasWei = values.Number<ulong>("max-fee-per-gas"),
            MaxFeePerTransactionWei = values.Number<UInt128>("max-fee-per-transaction"),
            MaxSpendPerHourWei = values.Number<UInt128>("max-spend-per-hour"),
            ChainCostsFile = values.Optional("chain-costs"),
            NativeUsd = values.Optional("native-usd") is null ? null : values.Price("native-usd"),
            NativeUsdFile = values.Optional("native-usd-file"),
            PollInterval = values.Duration("poll-interval"),
            VerifyWorkers = values.Number<int>("verify-workers"),
            VerifyCacheBytes = values.Number<long>("verify-cache-bytes"),
            VerifyTier = Tier(values.Required("verify-tier")),
            Otlp = values.Optional("otlp") is null ? null : values.Urls("otlp")[0],
            LogLevel = Enum.TryParse<LogLevel>(values.Required("log-level"), ignoreCase: true, out var level)
                ? level
                : throw new SettingException("--log-level must be Trace, Debug, Information, Warning or Error."),
        };
        settings.CheckTimes();
        settings.CheckDoors();
        settings.CheckKeys();
        settings.CheckPrice();
        return settings.VerifyCacheBytes >= VerifierOptions.MinCacheBytes
            ? settings
            : throw new SettingException($"--verify-cache-bytes must be at least {VerifierOptions.MinCacheBytes}.");
    }

    private static JournalAdapter Adapter(string name) => name switch
    {
        "faster" => JournalAdapter.Faster,
        "segments" => JournalAdapter.Segments,
        _ => throw new SettingException("--journal must be faster or segments."),
    };

    private static VerifierTier? Tier(string name) => name switch
    {
        "auto" => null,
        "scalar" => VerifierTier.Scalar,
        "avx512" => VerifierTier.Avx512,
        _ => throw new SettingException("--verify-tier must be auto, scalar or avx512."),
    };

    private static DoorAddress? Door(SettingValues values, string name)
    {
        if (values.Optional(name) is not { } text || text == "off")
        {
            return null;
        }

        return DoorAddress.TryParse(text, out var address)
            ? address
            : throw new SettingException($"--{name} must be an address and a port such as 127.0.0.1:4022, or off.");
    }

    private void CheckTimes()
    {
        if (SettleHold < TimeSpan.FromSeconds(1) || SettleHold > TimeSpan.FromMinutes(1))
        {
            throw new SettingException("--settle-hold must be from 1s to 60s: callers of /settle give up after 90 s.");
        }

        if (DrainTimeout <= TimeSpan.Zero)
        {
            throw new SettingException("--drain-timeout must be above 0.");
        }
    }

    private void CheckPrice()
    {
        if (NativeUsd is not null && NativeUsdFile is not null)
        {
            throw new SettingException("--native-usd and --native-usd-file say the same: give one of them.");
        }
    }

    private void CheckKeys()
    {
        if (LaneKeys is { KeyFile: null, Keystores.Count: 0, FromEnvironment: false })
        {
            throw new SettingException("--lane-key-file or --lane-keystore is required; see settle run --help.");
        }

        if (LaneKeys.Keystores.Count > 0 != LaneKeys.PasswordFile is not null)
        {
            throw new SettingException("--lane-keystore and --lane-keystore-password-file are given together or not at all.");
        }

        // Keys in an environment are read by whoever may look at the process and are inherited by its children: they are for
        // a developer's machine, and a door that others reach says that this is none.
        if (LaneKeys.FromEnvironment && new[] { Http, Tcp, Admin }.Any(door => door is { IsLoopback: false }))
        {
            throw new SettingException(
                $"{LaneKeyVariable.Name} is for development behind loopback doors only: take it out of the environment and "
                + "give --lane-key-file or --lane-keystore.");
        }
    }

    private void CheckDoors()
    {
        foreach (var (option, address) in new[] { ("--http", Http), ("--tcp", Tcp), ("--admin", Admin) })
        {
            if (address is not null
                && DoorRules.WhyRefused(option, address, Payees.Count > 0, ApiKeyFile is not null) is { } sentence)
            {
                throw new SettingException(sentence);
            }
        }

        if (Http is null && Tcp is null && Unix is null)
        {
            throw new SettingException("No door is open: give --http, --tcp or --unix.");
        }
    }
}

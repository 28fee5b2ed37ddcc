namespace SettleEngine.Worker.Options;

/// <summary>Every option of <c>settle run</c>: the one list behind command line, environment, appsettings and help.</summary>
internal static class SettingCatalog
{
    /// <summary>The options, in the order of the help.</summary>
    public static IReadOnlyList<SettingDefinition> All { get; } =
    [
        new("http", "Address of the HTTP door (x402 facilitator, bulk, status, outcomes).", "127.0.0.1:4022"),
        new("tcp", "Address of the frame door over TCP, usually 127.0.0.1:4023.", null),
        new("unix", "Path of the frame door's Unix socket.", null),
        new("admin", "Address of metrics and administration.", "127.0.0.1:4024"),
        new("rpc", "Endpoint of the chain; repeat it for more than one.", null, IsRepeatable: true),
        new("chain-id", "Chain id that the endpoints must have; otherwise the first one's is taken.", null),
        new("lane-key-file", "File with one 0x-hex key per lane, mode 0600; this or --lane-keystore is required.", null),
        new("lane-keystore", "Encrypted file with a lane's key (Web3 Secret Storage v3), mode 0600; repeat it.", null, IsRepeatable: true),
        new("lane-keystore-password-file", "File with the keystores' password, mode 0600: one line for all, or one for each.", null),
        new("data", "Directory of the journal; one process per directory.", null),
        new("journal", "What the journal stands on, faster or segments; either goes on with what the other has written.", "faster"),
        new("accept-missing-anchor", "true opens a journal whose anchor file is lost, as far as it verifies; for one start, after a comparison with another source.", "false"),
        new("batch-max", "Most payments in a transaction, 1 to 200.", "100"),
        new("batch-wait", "Longest time that a payment waits for company.", "250ms"),
        new("objective", "What is asked of every payment: balanced, maxLatency=4s (from accepted to included) or maxCost=0.0006 (US dollars for each).", "balanced"),
        new("payee-objective", "The same for one payee, such as 0xPAYEE:maxLatency=4s, with :ceiling=0.002 behind it if it has a ceiling of its own; repeat it.", null, IsRepeatable: true),
        new("cost-ceiling", "US dollars for a payment above which it is never signed, such as 0.002; it is given up when its validity ends before fees fall.", null),
        new("block-rhythm", "auto lets a batch that is due wait for the latest moment that still makes the same block, off sends it at once.", "auto"),
        new("settler", "auto sends batches through the guarded settler where settle deploy has put it, off always through Multicall3.", "auto"),
        new("payers-with-code", "accept lets contract wallets and delegated accounts pay when the chain says that it would go through, refuse never.", "accept"),
        new("settle-hold", "How long /settle holds a request, 1s to 60s.", "20s"),
        new("drain-timeout", "How long a stop may take.", "30s"),
        new("hold-limit", "How long a payment that the token refuses is held before it is given up.", "2m"),
        new("validity-horizon", "Longest validity that is accepted.", "30d"),
        new("max-live-keys", "Most remembered authorizations; more are refused with capacity.", "20000000"),
        new("max-outcomes", "Most outcomes that the feed keeps; of more, the oldest are dropped.", "5000000"),
        new("min-value", "Smallest value in atomic units.", "0"),
        new("payee", "Who may be paid; repeat it. Anybody when it is not given and all doors are loopback.", null, IsRepeatable: true),
        new("token", "A further token, ADDRESS:NAME:VERSION of its EIP-712 domain; repeat it.", null, IsRepeatable: true),
        new("api-key-file", "File with one id:scope:hash per caller.", null),
        new("tip", "Tip per gas, in wei.", "1"),
        new("max-fee-per-gas", "Most offered per gas, in wei.", "1000000000"),
        new("max-fee-per-transaction", "Most that a transaction may cost, gas limit times offer and L1 fee, in wei; 0 for no limit.", "20000000000000000"),
        new("max-spend-per-hour", "Most that an hour's transactions may cost together, in wei; 0 for no limit.", "2000000000000000000"),
        new("chain-costs", "File with what chains charge for, in the form of the built-in table; its chains take the place of those.", null),
        new("native-usd", "Price of the chain's native coin in US dollars, so that costs are told in dollars too.", null),
        new("native-usd-file", "File with that price, one number, read again when it changes; instead of --native-usd.", null),
        new("poll-interval", "How often the newest block is asked for.", "200ms"),
        new("verify-workers", "Threads that check signatures; 0 takes one per core.", "0"),
        new("verify-cache-bytes", "Bound on the memory for payers' keys and tables, at least 8388608.", "335544320"),
        new("verify-tier", "Arithmetic of the verifier: auto, scalar or avx512. auto takes the fastest that passes its self-test.", "auto"),
        new("otlp", "Collector that metrics are sent to by OTLP, such as http://127.0.0.1:4317.", null),
        new("log-level", "Trace, Debug, Information, Warning or Error.", "Information"),
    ];
}

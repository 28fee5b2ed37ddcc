using SettleEngine.Chain.Rpc;
using SettleEngine.Core;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet.Mining;
using SettleEngine.Devnet.TokenContracts;
using SettleEngine.Devnet.Tooling;

namespace SettleEngine.Devnet;

/// <summary>A real EVM node on this machine, with the token and Multicall3 in place and every account within reach.</summary>
/// <remarks>
/// Every block has the same base fee, because the chain that this one stands for has a floor and the node has none.
/// Balances, the blacklist and the pause are set by storage: at once, without a transaction that would have to queue
/// behind the ones under test. Thread rule: any thread. Failure: <see cref="JsonRpcException"/> when the node refuses,
/// <see cref="Pipeline.Ports.ChainUnavailableException"/> when it is gone.
/// </remarks>
public sealed class LocalChain : IAsyncDisposable
{
    private const int CallsPerBatch = 500;
    private const ulong SetUpGas = 2_000_000;

    private static readonly TimeSpan RpcTimeout = TimeSpan.FromMinutes(1);
    private static readonly UInt256 AmpleWei = new(0, 0, 1UL << 30, 0);

    private readonly AnvilProcess _anvil;
    private readonly BlockProducer _blocks;
    private bool _isDisposed;

    private LocalChain(AnvilProcess anvil, LocalChainOptions options)
    {
        _anvil = anvil;
        Rpc = new JsonRpcEndpoint(anvil.RpcUrl, handler: null, RpcTimeout);
        _blocks = new BlockProducer(Rpc, options.BaseFeeWei, options.Progress, TimeProvider.System);
    }

    /// <summary>Where the node answers JSON-RPC over HTTP.</summary>
    public Uri RpcUrl => _anvil.RpcUrl;

    /// <summary>The node, for calls that have no method here. Blocks made past this class lose the stated base fee.</summary>
    public JsonRpcEndpoint Rpc { get; }

    /// <summary>The chain's id.</summary>
    public ulong ChainId { get; } = LocalContracts.ChainId;

    /// <summary>The token's address; <see cref="LocalContracts.Token"/> has its domain.</summary>
    public Address Token { get; } = LocalContracts.Token.Address;

    /// <summary>Where Multicall3 lies.</summary>
    public Address Multicall3 { get; } = LocalContracts.Multicall3;

    /// <summary>Accounts with 10,000 native coins each and known keys, for lanes.</summary>
    public IReadOnlyList<DevAccount> Accounts { get; } = DevAccount.All;

    /// <summary>Starts a chain. The first start of a user fetches the node from npm.</summary>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Gives up and leaves nothing running.</param>
    /// <returns>The running chain, at a low block number.</returns>
    /// <exception cref="LocalChainException">It cannot be set up; the message says what to do.</exception>
    public static async Task<LocalChain> StartAsync(LocalChainOptions? options, CancellationToken cancellationToken)
    {
        options ??= new LocalChainOptions();
        var packages = await NodePackages.EnsureAsync(options, cancellationToken);
        var creationCode = await packages.ReadMulticall3CreationCodeAsync(cancellationToken);
        var anvil = await AnvilProcess.StartAsync(
            options.AnvilPath ?? packages.AnvilPath,
            AnvilArguments.For(options),
            cancellationToken);
        var chain = new LocalChain(anvil, options);
        try
        {
            await chain.SetUpAsync(options, creationCode, cancellationToken);
            return chain;
        }
        catch
        {
            await chain.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes blocks now, whatever the interval.</summary>
    /// <param name="blocks">How many.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    /// <returns>A task that completes when they are there.</returns>
    public Task MineAsync(int blocks = 1, CancellationToken cancellationToken = default) =>
        _blocks.MineAsync(blocks, cancellationToken);

    /// <summary>Makes a block per interval from now on. Not to be called by two at once.</summary>
    /// <param name="interval">Time between blocks; zero for none but those of <see cref="MineAsync"/>.</param>
    /// <returns>A task that completes when the former interval has ended.</returns>
    public Task SetIntervalMiningAsync(TimeSpan interval) => _blocks.SetIntervalAsync(interval);

    /// <summary>Moves the time of all later blocks ahead.</summary>
    /// <param name="time">By how much; whole seconds.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when the node knows.</returns>
    public async Task IncreaseTimeAsync(TimeSpan time, CancellationToken cancellationToken = default) =>
        await Rpc.CallAsync("evm_increaseTime", cancellationToken, (ulong)time.TotalSeconds);

    /// <summary>Reads the newest block's time.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The time that windows are judged by; the next block's is not smaller.</returns>
    public async Task<UnixSeconds> BlockTimeAsync(CancellationToken cancellationToken = default)
    {
        var block = await Rpc.CallAsync("eth_getBlockByNumber", cancellationToken, "latest", false);
        return new UnixSeconds(LocalContracts.ReadQuantity(block.GetProperty("timestamp")).Low64);
    }

    /// <summary>Reads the newest block's number.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The height.</returns>
    public async Task<ulong> BlockNumberAsync(CancellationToken cancellationToken = default) =>
        LocalContracts.ReadQuantity(await Rpc.CallAsync("eth_blockNumber", cancellationToken)).Low64;

    /// <summary>Prices the next block differently; later ones have the stated base fee again.</summary>
    /// <param name="wei">Wei per gas.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when the node knows.</returns>
    public Task SetNextBlockBaseFeeAsync(UInt256 wei, CancellationToken cancellationToken = default) =>
        _blocks.RunAloneAsync(() => _blocks.SetNextBaseFeeAsync(wei, cancellationToken), cancellationToken);

    /// <summary>Prices all blocks from the next one on.</summary>
    /// <param name="wei">Wei per gas.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when the node knows.</returns>
    public Task SetBaseFeeAsync(UInt256 wei, CancellationToken cancellationToken = default) =>
        _blocks.SetBaseFeeAsync(wei, cancellationToken);

    /// <summary>Sets an account's native balance.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="wei">How much.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when it is set.</returns>
    public async Task SetNativeBalanceAsync(Address account, UInt256 wei, CancellationToken cancellationToken = default) =>
        await Rpc.CallAsync("anvil_setBalance", cancellationToken, account, wei);

    /// <summary>Sets accounts' token balances and takes them off the blacklist. The total supply is left as it is.</summary>
    /// <param name="accounts">Whose; thousands are fine.</param>
    /// <param name="balance">The balance of each.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when all are set.</returns>
    public async Task SetTokenBalancesAsync(
        IEnumerable<Address> accounts,
        TokenAmount balance,
        CancellationToken cancellationToken = default)
    {
        Invariant.Holds(balance.Units < TokenSlots.BlacklistFlag);
        foreach (var some in accounts.Chunk(CallsPerBatch))
        {
            var calls = some
                .Select(account => LocalContracts.SetStorage(Token, TokenSlots.Balance(account), balance.Units))
                .ToArray();
            LocalContracts.ThrowOnError(await Rpc.CallBatchAsync(calls, cancellationToken));
        }
    }

    /// <inheritdoc cref="SetTokenBalancesAsync"/>
    /// <param name="account">Whose.</param>
    /// <param name="balance">The balance.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public Task SetTokenBalanceAsync(
        Address account,
        TokenAmount balance,
        CancellationToken cancellationToken = default) =>
        SetTokenBalancesAsync([account], balance, cancellationToken);

    /// <summary>Reads a token balance at the newest block.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The balance.</returns>
    public async Task<TokenAmount> TokenBalanceAsync(Address account, CancellationToken cancellationToken = default) =>
        new(await CallTokenAsync(TokenCalls.BalanceOf(account), cancellationToken));

    /// <summary>Reads whether an authorization was used or cancelled, at the newest block.</summary>
    /// <param name="payer">Who signed it.</param>
    /// <param name="authorizationNonce">Which one.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>True once it was used or cancelled.</returns>
    public async Task<bool> AuthorizationStateAsync(
        Address payer,
        AuthorizationNonce authorizationNonce,
        CancellationToken cancellationToken = default) =>
        !(await CallTokenAsync(TokenCalls.AuthorizationState(payer, authorizationNonce), cancellationToken)).IsZero;

    /// <summary>Pauses the token or lets it go on, at once.</summary>
    /// <param name="paused">Whether to pause.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when it is so.</returns>
    public Task PauseTokenAsync(bool paused = true, CancellationToken cancellationToken = default)
    {
        Span<byte> slot = stackalloc byte[UInt256.Size];
        TokenSlots.Pauser.WriteBigEndian(slot);
        return SetFlagAsync(new Hash256(slot), TokenSlots.PausedFlag, paused, cancellationToken);
    }

    /// <summary>Puts an account on the token's blacklist or takes it off, at once.</summary>
    /// <param name="account">Whom.</param>
    /// <param name="blacklisted">Whether to put it on.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when it is so.</returns>
    public Task BlacklistAsync(
        Address account,
        bool blacklisted = true,
        CancellationToken cancellationToken = default) =>
        SetFlagAsync(TokenSlots.Balance(account), TokenSlots.BlacklistFlag, blacklisted, cancellationToken);

    /// <summary>Gives an account code, or takes it away.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="code">Runtime code; empty for none.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when it is set.</returns>
    public async Task SetCodeAsync(
        Address account,
        ReadOnlyMemory<byte> code,
        CancellationToken cancellationToken = default) =>
        await Rpc.CallAsync("anvil_setCode", cancellationToken, account, code);

    /// <summary>Sends a transaction as any account, without its key. It waits in the pool for the next block.</summary>
    /// <param name="sender">Who sends; needs native coins for the gas.</param>
    /// <param name="target">Who is called.</param>
    /// <param name="data">The call.</param>
    /// <param name="gasLimit">Most gas it may use.</param>
    /// <param name="cancellationToken">Cancels the wait; it may have been sent.</param>
    /// <returns>The transaction's hash.</returns>
    public async Task<Hash256> SendAsAsync(
        Address sender,
        Address target,
        ReadOnlyMemory<byte> data,
        ulong gasLimit = 500_000,
        CancellationToken cancellationToken = default)
    {
        var transaction = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["from"] = sender,
            ["to"] = target,
            ["data"] = data,
            ["gas"] = (UInt256)gasLimit,
            ["maxFeePerGas"] = (UInt256)10_000_000_000,
            ["maxPriorityFeePerGas"] = (UInt256)1,
        };
        var hash = await Rpc.CallAsync("eth_sendTransaction", cancellationToken, transaction);
        return Hash256.Parse(hash.GetString()!);
    }

    /// <summary>Settles an authorization as somebody else than the engine.</summary>
    /// <param name="sender">Who sends; any funded account.</param>
    /// <param name="authorization">The authorization.</param>
    /// <param name="cancellationToken">Cancels the wait; it may have been sent.</param>
    /// <returns>The transaction's hash.</returns>
    public Task<Hash256> SubmitAuthorizationAsync(
        Address sender,
        SignedAuthorization authorization,
        CancellationToken cancellationToken = default) =>
        SendAsAsync(sender, Token, TokenCalls.TransferWithAuthorization(authorization), cancellationToken: cancellationToken);

    /// <summary>Cancels an authorization with its payer's signature; its signer makes one.</summary>
    /// <param name="sender">Who sends; any funded account.</param>
    /// <param name="payer">Who signed the authorization and its cancellation.</param>
    /// <param name="authorizationNonce">What is cancelled.</param>
    /// <param name="signature">The payer's signature of the cancellation.</param>
    /// <param name="cancellationToken">Cancels the wait; it may have been sent.</param>
    /// <returns>The transaction's hash.</returns>
    public Task<Hash256> CancelAuthorizationAsync(
        Address sender,
        Address payer,
        AuthorizationNonce authorizationNonce,
        EcdsaSignature signature,
        CancellationToken cancellationToken = default) =>
        SendAsAsync(
            sender,
            Token,
            TokenCalls.CancelAuthorization(payer, authorizationNonce, signature),
            cancellationToken: cancellationToken);

    /// <summary>Remembers the whole state of the chain.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A name for <see cref="RevertAsync"/>, good for one use.</returns>
    public async Task<string> SnapshotAsync(CancellationToken cancellationToken = default) =>
        (await Rpc.CallAsync("evm_snapshot", cancellationToken)).GetString()!;

    /// <summary>Takes the chain back to a remembered state and empties the pool.</summary>
    /// <param name="snapshot">The name from <see cref="SnapshotAsync"/>.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when the state is back.</returns>
    public Task RevertAsync(string snapshot, CancellationToken cancellationToken = default) =>
        _blocks.RunAloneAsync(
            async () =>
            {
                await Rpc.CallAsync("evm_revert", cancellationToken, snapshot);
                await Rpc.CallAsync("anvil_dropAllTransactions", cancellationToken);
                await _blocks.RestoreBaseFeeAsync(cancellationToken);
            },
            cancellationToken);

    /// <summary>Replaces the newest blocks by as many empty ones. Their transactions are gone, not back in the pool; what
    /// was waiting in the pool still waits.</summary>
    /// <param name="depth">How many blocks; they must exist.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when the new blocks stand.</returns>
    public Task ReorgAsync(int depth, CancellationToken cancellationToken = default) =>
        _blocks.RunAloneAsync(
            async () =>
            {
                await Rpc.CallAsync("anvil_reorg", cancellationToken, depth, Array.Empty<object>());
                await _blocks.RestoreBaseFeeAsync(cancellationToken);
            },
            cancellationToken);

    /// <summary>Stops the node. A test that needs the chain gone may do so early; the second time does nothing.</summary>
    /// <returns>A task that completes when nothing listens any more.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _blocks.DisposeAsync();
        Rpc.Dispose();
        await _anvil.DisposeAsync();
    }

    private async Task SetUpAsync(LocalChainOptions options, string creationCode, CancellationToken cancellationToken)
    {
        // One line per call would cost more than the calls.
        await Rpc.CallAsync("anvil_setLoggingEnabled", cancellationToken, false);
        await LocalContracts.PlantAsync(Rpc, creationCode, cancellationToken);
        await SetNextBlockBaseFeeAsync(options.BaseFeeWei, cancellationToken);
        await SetNativeBalanceAsync(LocalContracts.TokenAdministrator, AmpleWei, cancellationToken);
        await SendAsAsync(
            LocalContracts.TokenAdministrator,
            Token,
            TokenCalls.Initialize(LocalContracts.TokenAdministrator),
            SetUpGas,
            cancellationToken);
        await MineAsync(1, cancellationToken);
        await SetIntervalMiningAsync(options.BlockTime);
    }

    private async Task<UInt256> CallTokenAsync(byte[] data, CancellationToken cancellationToken)
    {
        var call = new Dictionary<string, object?>(StringComparer.Ordinal) { ["to"] = Token, ["data"] = data };
        return LocalContracts.ReadQuantity(await Rpc.CallAsync("eth_call", cancellationToken, call, "latest"));
    }

    private Task SetFlagAsync(Hash256 slot, UInt256 flag, bool value, CancellationToken cancellationToken) =>
        _blocks.RunAloneAsync(
            async () =>
            {
                var word = LocalContracts.ReadQuantity(
                    await Rpc.CallAsync("eth_getStorageAt", cancellationToken, Token, CallData.Word(slot), "latest"));
                word = TokenSlots.WithFlag(word, flag, value);
                LocalContracts.ThrowOnError(
                    await Rpc.CallBatchAsync(new[] { LocalContracts.SetStorage(Token, slot, word) }, cancellationToken));
            },
            cancellationToken);
}

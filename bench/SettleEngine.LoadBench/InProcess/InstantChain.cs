using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.LoadBench.Verify;
using SettleEngine.Pipeline.Ports;
using SettleEngine.SimulatedWorld.Chain;

namespace SettleEngine.LoadBench.InProcess;

/// <summary>A chain in this process whose blocks take everything that waits and settle all of it: what an engine does beside a
/// node that needs no time.</summary>
/// <remarks>Its own processor time and allocations are counted, so that they can be taken off the process's. Blocks become
/// safe and final behind as many others as on the local chain. Thread rule: any thread.</remarks>
internal sealed class InstantChain : IChainClient, IAsyncDisposable
{
    private const int SafeDepth = 8;
    private const int FinalizedDepth = 16;
    private const ulong BaseFeeWei = 5_000_000;
    private const ulong GasLimit = 400_000_000;
    private const ulong GasPerPayment = 50_500;

    private readonly Lock _gate = new();
    private readonly List<BlockHeader> _headers = [];
    private readonly List<Dictionary<Address, ulong>> _counts = [];
    private readonly Dictionary<Hash256, Address> _senders = [];
    private readonly Dictionary<Hash256, ReadyTransaction> _transactions = [];
    private readonly Dictionary<Address, SortedDictionary<ulong, ReadyTransaction>> _waiting = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _mining;
    private double _microseconds;
    private long _allocatedBytes;

    /// <summary>Begins to make blocks.</summary>
    /// <param name="interval">Time between them.</param>
    public InstantChain(TimeSpan interval)
    {
        AddBlock([]);
        _mining = MineAsync(interval, _stop.Token);
    }

    public ulong ChainId => 84_532;

    /// <summary>Processor time of the chain itself so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            lock (_gate)
            {
                return TimeSpan.FromMicroseconds(_microseconds);
            }
        }
    }

    /// <summary>Memory that the chain itself has allocated so far, in bytes.</summary>
    public long AllocatedBytes
    {
        get
        {
            lock (_gate)
            {
                return _allocatedBytes;
            }
        }
    }

    /// <summary>Height of the newest block.</summary>
    public ulong Height
    {
        get
        {
            lock (_gate)
            {
                return (ulong)_headers.Count - 1;
            }
        }
    }

    /// <summary>Notes whose signature this is.</summary>
    public void Expect(Hash256 r, Address account) => Counted(() => _senders[r] = account);

    public ValueTask<BlockHeader> GetHeaderAsync(BlockTag tag, CancellationToken cancellationToken) =>
        new(Counted(() => _headers[HeightOf(tag)]));

    public ValueTask<BlockHeader?> GetHeaderAsync(ulong number, CancellationToken cancellationToken) =>
        new(Counted(() => number < (ulong)_headers.Count ? _headers[(int)number] : (BlockHeader?)null));

    public ValueTask<AccountNonce[]> GetAccountNoncesAsync(
        ReadOnlyMemory<Address> accounts,
        BlockTag tag,
        CancellationToken cancellationToken) =>
        new(Counted(() => Array.ConvertAll(
            accounts.ToArray(),
            account => new AccountNonce(_counts[HeightOf(tag)].GetValueOrDefault(account)))));

    public ValueTask<AccountNonce[]> GetLowestAccountNoncesAsync(
        ReadOnlyMemory<Address> accounts,
        CancellationToken cancellationToken) => GetAccountNoncesAsync(accounts, BlockTag.Latest, cancellationToken);

    public ValueTask<UInt256[]> GetBalancesAsync(ReadOnlyMemory<Address> accounts, CancellationToken cancellationToken) =>
        new(Enumerable.Repeat((UInt256)ulong.MaxValue, accounts.Length).ToArray());

    public ValueTask<ulong?> GetNextBaseFeeAsync(CancellationToken cancellationToken) => new(BaseFeeWei);

    public ValueTask<bool[]> HaveCodeAsync(ReadOnlyMemory<Address> accounts, CancellationToken cancellationToken) =>
        new(new bool[accounts.Length]);

    public ValueTask<RejectReason[]> TryTransfersAsync(
        ReadOnlyMemory<SignedAuthorization> payments,
        Address sender,
        FeeOffer fees,
        CancellationToken cancellationToken) => new(new RejectReason[payments.Length]);

    public ValueTask<SendResult> SendAsync(DurableTransaction transaction, CancellationToken cancellationToken)
    {
        Counted(() => Take(transaction));
        return new ValueTask<SendResult>(new SendResult(SendVerdict.InPool, ""));
    }

    public ValueTask<TransactionReceipt?[]> GetReceiptsAsync(
        ReadOnlyMemory<Hash256> transactionHashes,
        CancellationToken cancellationToken) =>
        new(Counted(() => Array.ConvertAll(transactionHashes.ToArray(), hash => Receipt(hash, _headers.Count - 1))));

    public ValueTask<FinalReceipt[]> GetFinalReceiptsAsync(
        ReadOnlyMemory<Hash256> transactionHashes,
        CancellationToken cancellationToken) =>
        new(Counted(() => Array.ConvertAll(
            transactionHashes.ToArray(),
            hash => new FinalReceipt(true, Receipt(hash, HeightOf(BlockTag.Finalized))))));

    public ValueTask<bool[]> GetAuthorizationStatesAsync(
        ReadOnlyMemory<AuthorizationKey> keys,
        BlockTag tag,
        CancellationToken cancellationToken) => new(new bool[keys.Length]);

    public ValueTask<AuthorizationEvent?> FindAuthorizationEventAsync(
        AuthorizationKey key,
        ulong fromBlock,
        ulong toBlock,
        CancellationToken cancellationToken) => new((AuthorizationEvent?)null);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _mining.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private static Hash256 HashOf(int number)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        bytes.Fill(0xb1);
        BitConverter.TryWriteBytes(bytes, number);
        return new Hash256(bytes);
    }

    private async Task MineAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            Counted(Mine);
        }
    }

    private void Take(DurableTransaction transaction)
    {
        if (_transactions.ContainsKey(transaction.TransactionHash))
        {
            return;
        }

        // Behind the type byte: chain id, account nonce, tip, cap, gas limit, target, value, calldata, access list, parity, r, s.
        var fields = new RlpReader(transaction.RawTransaction.Span[1..]).ReadList();
        fields.ReadUInt64();
        var accountNonce = fields.ReadUInt64();
        fields.ReadUInt64();
        fields.ReadUInt64();
        fields.ReadUInt64();
        var to = new Address(fields.ReadString());
        fields.ReadUInt256();
        var calldata = fields.ReadString().ToArray();
        fields.ReadList();
        fields.ReadUInt64();
        Span<byte> r = stackalloc byte[Hash256.Size];
        fields.ReadUInt256().WriteBigEndian(r);

        var sender = _senders[new Hash256(r)];
        var ready = new ReadyTransaction(transaction.TransactionHash, to, calldata);
        _transactions.Add(ready.TransactionHash, ready);
        if (!_waiting.TryGetValue(sender, out var waiting))
        {
            _waiting.Add(sender, waiting = []);
        }

        waiting[accountNonce] = ready;
    }

    private void Mine()
    {
        var counts = new Dictionary<Address, ulong>(_counts[^1]);
        var logIndex = 0U;
        foreach (var (account, waiting) in _waiting)
        {
            var next = counts.GetValueOrDefault(account);
            while (waiting.Remove(next, out var ready))
            {
                ready.Block = (ulong)_headers.Count;
                ready.FirstLogIndex = logIndex;
                logIndex += 2 * (uint)BatchCalldata.Count(ready.Calldata.Span);
                next++;
            }

            counts[account] = next;
        }

        AddBlock(counts);
    }

    private void AddBlock(Dictionary<Address, ulong> counts)
    {
        var number = _headers.Count;
        _counts.Add(counts);
        _headers.Add(new BlockHeader(
            (ulong)number,
            HashOf(number),
            HashOf(number - 1),
            new UnixSeconds((ulong)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()),
            BaseFeeWei,
            GasLimit));
    }

    private int HeightOf(BlockTag tag) => Math.Max(0, _headers.Count - 1 - (tag switch
    {
        BlockTag.Latest => 0,
        BlockTag.Safe => SafeDepth,
        _ => FinalizedDepth,
    }));

    private TransactionReceipt? Receipt(Hash256 hash, int upTo)
    {
        if (!_transactions.TryGetValue(hash, out var ready) || ready.Block == 0 || ready.Block > (ulong)upTo)
        {
            return null;
        }

        var logs = BatchCalldata.Settle(ready.Calldata.Span, ready.To, ready.FirstLogIndex);
        var gas = GasPerPayment * (ulong)Math.Max(1, logs.Length / 2);
        return new TransactionReceipt(hash, ready.Block, HashOf((int)ready.Block), Succeeded: true, gas, BaseFeeWei + 1, logs);
    }

    private void Counted(Action action) => Counted(() =>
    {
        action();
        return 0;
    });

    private T Counted<T>(Func<T> action)
    {
        lock (_gate)
        {
            var time = ThreadClock.Current();
            var bytes = GC.GetAllocatedBytesForCurrentThread();
            var result = action();
            _microseconds += ThreadClock.Current() - time;
            _allocatedBytes += GC.GetAllocatedBytesForCurrentThread() - bytes;
            return result;
        }
    }
}

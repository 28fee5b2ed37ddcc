using SettleEngine.Core;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Ports;
using SettleEngine.SimulatedWorld.Faults;

namespace SettleEngine.SimulatedWorld.Chain;

/// <summary>A chain on virtual time: blocks, a pool, accounts, tokens, receipts, firmness, reorgs.</summary>
public sealed class SimulatedChain
{
    private readonly World _world;
    private readonly TransactionPool _pool;
    private readonly List<SimulatedBlock> _blocks = [];
    private readonly List<ChainTransaction> _thirdPartyPool = [];
    private readonly Dictionary<Address, SimulatedToken> _tokens = [];
    private readonly Dictionary<Address, UInt256> _balances = [];
    private readonly Dictionary<Address, PayerCode> _codes = [];
    private readonly Dictionary<Address, PayerCode> _codesInBlocks = [];
    private readonly Dictionary<(Address Account, ulong AccountNonce), long> _firstIncludedAtTicks = [];
    private readonly HashSet<Hash256> _refused = [];
    private readonly Dictionary<Address, List<ulong>> _sentAtBlock = [];
    private readonly Dictionary<Hash256, TransactionReceipt> _receipts = [];
    private readonly Dictionary<Hash256, TransactionReceipt> _orphans = [];
    private readonly Dictionary<AuthorizationKey, AuthorizationEvent> _consumed = [];
    private readonly Dictionary<Hash256, ChainTransaction> _seen = [];
    private readonly Dictionary<Hash256, ChainTransaction> _decoded = [];

    private readonly List<(long AtTicks, ulong Number)> _finalizedHistory = [];

    private ulong _salt;
    private ulong _finalized;
    private bool _isRunning;

    public SimulatedChain(World world, ChainOptions options)
    {
        _world = world;
        Options = options;
        BaseFeeWei = options.BaseFeeFloorWei;
        _pool = new TransactionPool(options);
        var genesis = new BlockHeader(0, MakeHash(), default, Now(), BaseFeeWei, options.GasLimit);
        _blocks.Add(new SimulatedBlock(genesis));
    }

    public ChainOptions Options { get; }

    /// <summary>Base fee of the next block.</summary>
    public ulong BaseFeeWei { get; set; }

    /// <summary>Whether the sequencer is down: time passes, no block comes.</summary>
    public bool IsStalled { get; set; }

    public BlockHeader Head => _blocks[^1].Header;

    public BlockHeader Safe => Below(Options.SafeDepth);

    public BlockHeader Finalized => _blocks[(int)_finalized].Header;

    /// <summary>Every transaction that was ever handed to a node as bytes, by hash.</summary>
    public IReadOnlyDictionary<Hash256, ChainTransaction> Seen => _seen;

    /// <summary>Lane transactions that wait in the pool.</summary>
    public IReadOnlyList<ChainTransaction> Waiting => [.. _pool.All];

    /// <summary>The newest header that a reorg took away, or null.</summary>
    public BlockHeader? LastOrphan { get; private set; }

    public SimulatedToken AddToken(Address address)
    {
        var token = new SimulatedToken(address);
        _tokens.Add(address, token);
        return token;
    }

    public SimulatedToken Token(Address address) => _tokens[address];

    public void SetBalance(Address account, UInt256 wei) => _balances[account] = wei;

    public UInt256 BalanceOf(Address account) => _balances.GetValueOrDefault(account);

    /// <summary>What code an account has.</summary>
    public PayerCode CodeOf(Address account) => _codes.GetValueOrDefault(account);

    public void SetCode(Address account, PayerCode code) => _codes[account] = code;

    /// <summary>Gives an account code that is there while blocks are made and never when anybody looks.</summary>
    public void SetCodeInBlocks(Address account, PayerCode code) => _codesInBlocks[account] = code;

    /// <summary>What a call that changes nothing says about a payment.</summary>
    public RejectReason Try(SignedAuthorization payment)
    {
        var call = new TokenCall(TokenCallKind.TransferWithAuthorization, payment.Token, payment.Authorization, payment.Signature);
        var undo = new List<Action>();
        var code = CodeOf(payment.Authorization.Payer);
        var result = Token(payment.Token).Execute(
            call,
            code == PayerCode.AgreesInTrials ? PayerCode.Agrees : code,
            Head.Timestamp,
            undo,
            []);
        TakeBack(undo);
        return result switch
        {
            TokenResult.Done => RejectReason.None,
            TokenResult.SignatureInvalid or TokenResult.SignatureHighS => RejectReason.SignatureInvalid,
            TokenResult.UsedOrCancelled => RejectReason.AuthorizationUsed,
            TokenResult.InsufficientBalance => RejectReason.InsufficientBalance,
            _ => RejectReason.PayerHasCode,
        };
    }

    /// <summary>Whether by then any block, also one that a reorg took away, had held a transaction of an account at an
    /// account nonce.</summary>
    public bool WasIncluded(Address account, AccountNonce accountNonce, long byTicks) =>
        _firstIncludedAtTicks.TryGetValue((account, accountNonce.Value), out var at) && at <= byTicks;

    /// <summary>What a block's time would be.</summary>
    public UnixSeconds TimeAt(long ticks) =>
        new((ulong)(VirtualTime.Start.AddTicks(ticks).ToUnixTimeSeconds() + Options.ClockSkewSeconds));

    /// <summary>Whether a node said that a transaction can never be valid.</summary>
    public bool WasRefused(Hash256 transactionHash) => _refused.Contains(transactionHash);

    /// <summary>Makes blocks now, for a chain that was not started.</summary>
    public void Mine(int blocks)
    {
        Invariant.Holds(!_isRunning);
        for (var i = 0; i < blocks; i++)
        {
            MakeBlock(Now());
        }
    }

    /// <summary>Begins to make blocks.</summary>
    public void Start()
    {
        Invariant.Holds(!_isRunning);

        _isRunning = true;
        ScheduleBlock();
    }

    /// <summary>A node receives bytes.</summary>
    public SendResult Receive(ReadOnlyMemory<byte> raw)
    {
        ChainTransaction transaction;
        try
        {
            transaction = Decode(raw.Span);
        }
        catch (FormatException exception)
        {
            return new SendResult(SendVerdict.BuildError, exception.Message);
        }

        _seen.TryAdd(transaction.Hash, transaction);
        if (FindFault(transaction) is { } fault)
        {
            _refused.Add(transaction.Hash);
            return new SendResult(SendVerdict.BuildError, fault);
        }

        if (BalanceOf(transaction.Sender) < transaction.FeeCapWei * transaction.GasLimit)
        {
            return new SendResult(SendVerdict.LaneTrouble, "insufficient funds for gas * price + value");
        }

        return _pool.Add(transaction, SentCount(transaction.Sender), BaseFeeWei);
    }

    private string? FindFault(ChainTransaction transaction) =>
        transaction.Raw.Length > GasTable.MostTransactionBytes ? "oversized data"
        : transaction.GasLimit > Math.Min(GasTable.MostGasPerTransaction, Options.GasLimit) ? "exceeds max tx gas limit"
        : transaction.GasLimit < transaction.IntrinsicGas ? "intrinsic gas too low"
        : transaction.TipCapWei > transaction.FeeCapWei ? "max priority fee per gas higher than max fee per gas"
        : null;

    private ChainTransaction Decode(ReadOnlySpan<byte> raw)
    {
        // Most of what arrives has arrived before.
        var name = StandInHash.Of(raw);
        if (!_decoded.TryGetValue(name, out var transaction) || !transaction.Raw.AsSpan().SequenceEqual(raw))
        {
            transaction = TransactionDecoder.Decode(raw, Options.ChainId);
            _decoded[name] = transaction;
        }

        return transaction;
    }

    /// <summary>Somebody outside the engine sends a transaction; it is in one of the next blocks.</summary>
    public void SubmitThirdParty(ChainTransaction transaction) => _thirdPartyPool.Add(transaction);

    /// <summary>A transaction of a third party with a hash of its own.</summary>
    public ChainTransaction MakeThirdParty(Address sender, IReadOnlyList<TokenCall> calls) =>
        new() { Hash = MakeHash(), Sender = sender, Calls = calls, IsMulticall = calls.Count > 1, GasLimit = 16_000_000 };

    /// <summary>Somebody else signs with a lane's key and is included at once.</summary>
    public void IncludeForeign(Address lane)
    {
        var transaction = MakeThirdParty(lane, [new TokenCall(TokenCallKind.None, default, default, default)]) with
        {
            AccountNonce = new AccountNonce(SentCount(lane)),
            HasAccountNonce = true,
        };
        _thirdPartyPool.Insert(0, transaction);
    }

    public void Drop(ChainTransaction transaction)
    {
        _world.Trace($"pool drops {Short(transaction.Hash)}");
        _pool.Drop(transaction);
    }

    /// <summary>Replaces the newest blocks. What was in them vanishes or returns to the pool.</summary>
    /// <param name="depth">Blocks to replace; never reaches the finalized one.</param>
    /// <param name="returnPerMillion">Chance that a transaction returns to the pool.</param>
    /// <returns>Whether there was anything to replace.</returns>
    public bool Reorganise(int depth, int returnPerMillion)
    {
        var depthAllowed = (int)Math.Min((ulong)depth, Head.Number - _finalized);
        if (depthAllowed == 0)
        {
            return false;
        }

        _world.Count(FaultKind.Reorg);
        LastOrphan = Head;
        _world.Trace($"reorg of {depthAllowed} blocks at {Head.Number}");
        var timestamps = new List<UnixSeconds>();
        var orphaned = new List<ChainTransaction>();
        for (var i = 0; i < depthAllowed; i++)
        {
            timestamps.Add(Head.Timestamp);
            orphaned.AddRange(_blocks[^1].Transactions);
            TakeBack();
        }

        foreach (var transaction in orphaned.Where(_ => _world.Chance(returnPerMillion)))
        {
            Return(transaction);
        }

        // A new branch is as long as the old one or a block shorter for a moment.
        var last = _world.Next(2);
        for (var i = depthAllowed - 1; i >= last; i--)
        {
            MakeBlock(timestamps[i]);
        }

        return true;
    }

    public BlockHeader? FindHeader(ulong number) => number < (ulong)_blocks.Count ? _blocks[(int)number].Header : null;

    /// <summary>Number of the block that a tag names now.</summary>
    public ulong NumberOf(BlockTag tag) => tag switch
    {
        BlockTag.Latest => Head.Number,
        BlockTag.Safe => Safe.Number,
        _ => _finalized,
    };

    /// <summary>Number of the finalized block at a moment of the past.</summary>
    public ulong FinalizedAt(long ticks)
    {
        var index = _finalizedHistory.FindLastIndex(entry => entry.AtTicks <= ticks);
        return index < 0 ? 0 : _finalizedHistory[index].Number;
    }

    public ulong SentCount(Address account) => (ulong)Sent(account).Count;

    /// <summary>Transactions that an account had sent at a height.</summary>
    public ulong SentCount(Address account, ulong atBlock) => (ulong)Sent(account).Count(block => block <= atBlock);

    public TransactionReceipt? FindReceipt(Hash256 hash) => _receipts.GetValueOrDefault(hash);

    /// <summary>The receipt that a node which missed a reorg still has.</summary>
    public TransactionReceipt? FindOrphan(Hash256 hash) => _orphans.GetValueOrDefault(hash);

    public AuthorizationEvent? FindConsumption(in AuthorizationKey key) =>
        _consumed.TryGetValue(key, out var found) ? found : null;

    private static string Short(Hash256 hash) => hash.ToString()[..10];

    private void ScheduleBlock() => _world.After(TimeSpan.FromMilliseconds(Options.BlockTimeMs), () =>
    {
        if (!IsStalled)
        {
            MakeBlock(Now());
        }

        ScheduleBlock();
    });

    private void MakeBlock(UnixSeconds timestamp)
    {
        var parent = Head;
        if (Options.EvictsBelowBaseFee)
        {
            _pool.EvictBelow(BaseFeeWei);
        }

        var time = new UnixSeconds(Math.Max(parent.Timestamp.Value + 1, timestamp.Value));
        var header = new BlockHeader(parent.Number + 1, MakeHash(), parent.Hash, time, BaseFeeWei, Options.GasLimit);
        var block = new SimulatedBlock(header);
        _blocks.Add(block);

        var senders = _pool.All.Select(one => one.Sender).Distinct().ToList();
        while (senders.Count + _thirdPartyPool.Count > 0)
        {
            var index = _world.Next(senders.Count + _thirdPartyPool.Count);
            if (index < senders.Count)
            {
                IncludeNext(block, senders, index);
            }
            else
            {
                var transaction = _thirdPartyPool[index - senders.Count];
                _thirdPartyPool.RemoveAt(index - senders.Count);
                Include(block, transaction);
            }
        }

        // Only what is far enough below the newest block is out of a reorg's reach, also after a shorter branch.
        _finalized = Math.Max(_finalized, header.Number > Options.FinalizedDepth ? header.Number - Options.FinalizedDepth : 0);
        _finalizedHistory.Add((_world.Time.Ticks, _finalized));
        _world.Trace($"block {header.Number} with {block.Transactions.Count} transactions");
    }

    private void IncludeNext(SimulatedBlock block, List<Address> senders, int index)
    {
        var next = _pool.FindNext(senders[index], SentCount(senders[index]));
        if (next is null
            || next.FeeCapWei < BaseFeeWei
            || block.GasUsed + next.GasLimit > Options.GasLimit
            || BalanceOf(next.Sender) < next.FeeCapWei * next.GasLimit
            || _world.Chance(Options.LeftOutPerMillion))
        {
            senders.RemoveAt(index);
            return;
        }

        _pool.Remove(next);
        Include(block, next);
    }

    private void Include(SimulatedBlock block, ChainTransaction transaction)
    {
        if (transaction.HasAccountNonce && transaction.AccountNonce.Value != SentCount(transaction.Sender))
        {
            // A foreign transaction whose turn is over.
            return;
        }

        block.Transactions.Add(transaction);
        var undo = block.Undo;
        var logs = new List<ReceiptLog>();
        var innerUndo = new List<Action>();
        var (succeeded, gasUsed) = Execute(transaction, block.Header.Timestamp, innerUndo, logs);
        if (!succeeded)
        {
            TakeBack(innerUndo);
            logs.Clear();
        }

        undo.AddRange(innerUndo);
        block.GasUsed += gasUsed;
        if (transaction.HasAccountNonce)
        {
            _firstIncludedAtTicks.TryAdd((transaction.Sender, SentCount(transaction.Sender)), _world.Time.Ticks);
            CountSent(transaction.Sender, block.Header.Number, undo);
            _pool.RemoveStale(transaction.Sender, SentCount(transaction.Sender));
        }

        var price = PriceOf(transaction, block.Header.BaseFeePerGasWei);
        Charge(transaction, price * gasUsed, undo);
        Record(block, transaction, succeeded, gasUsed, price, logs);
    }

    private (bool Succeeded, ulong GasUsed) Execute(
        ChainTransaction transaction,
        UnixSeconds now,
        List<Action> undo,
        List<ReceiptLog> logs)
    {
        if (transaction.IsMalformed)
        {
            return (false, transaction.IntrinsicGas);
        }

        if (transaction.Calls is [{ Kind: TokenCallKind.None }])
        {
            return (true, GasTable.EmptyTransaction);
        }

        var gas = GasTable.Base(transaction.IsMulticall);
        foreach (var call in transaction.Calls)
        {
            // A target without code takes every call and does nothing, which is no settlement.
            if (!_tokens.TryGetValue(call.Token, out var token))
            {
                continue;
            }

            var payeeIsFresh = token.BalanceOf(call.Authorization.Payee).IsZero;
            var payer = call.Authorization.Payer;
            var code = _codesInBlocks.TryGetValue(payer, out var hidden) ? hidden : CodeOf(payer);
            var result = token.Execute(call, code, now, undo, logs);
            gas += GasTable.Of(result, payeeIsFresh);
            if (code is PayerCode.BurnsGas or PayerCode.AgreesInTrials && result == TokenResult.SignatureInvalid && gas < transaction.GasLimit)
            {
                gas += (transaction.GasLimit - gas) / 64 * 63;
            }

            if (result != TokenResult.Done && !call.AllowFailure)
            {
                return (false, Math.Min(gas, transaction.GasLimit));
            }
        }

        // The measured behaviour of a batch that runs out of gas: all of it reverts and all gas is burned.
        return gas > transaction.GasLimit ? (false, transaction.GasLimit) : (true, gas);
    }

    private void Record(
        SimulatedBlock block,
        ChainTransaction transaction,
        bool succeeded,
        ulong gasUsed,
        UInt256 price,
        List<ReceiptLog> logs)
    {
        for (var i = 0; i < logs.Count; i++)
        {
            logs[i] = logs[i] with { LogIndex = block.LogCount++ };
            RecordConsumption(block, transaction, logs[i]);
        }

        var header = block.Header;
        _receipts[transaction.Hash] = new TransactionReceipt(
            transaction.Hash, header.Number, header.Hash, succeeded, gasUsed, price.Low64, logs);
        block.Undo.Add(() =>
        {
            _orphans[transaction.Hash] = _receipts[transaction.Hash];
            _receipts.Remove(transaction.Hash);
        });
    }

    private void RecordConsumption(SimulatedBlock block, ChainTransaction transaction, in ReceiptLog log)
    {
        var isCancelled = log.Topic0 == TokenTopics.AuthorizationCanceled;
        if (!isCancelled && log.Topic0 != TokenTopics.AuthorizationUsed)
        {
            return;
        }

        Span<byte> word = stackalloc byte[32];
        log.Topic1.CopyTo(word);
        var key = new AuthorizationKey(log.Emitter, new Address(word[12..]), new AuthorizationNonce(log.Topic2));
        var header = block.Header;
        _consumed.Add(key, new AuthorizationEvent(isCancelled, transaction.Hash, header.Number, header.Hash, log.LogIndex));
        block.Undo.Add(() => _consumed.Remove(key));
    }

    private void Charge(ChainTransaction transaction, UInt256 wei, List<Action> undo)
    {
        if (transaction.Raw.Length == 0)
        {
            return;
        }

        var before = BalanceOf(transaction.Sender);
        _balances[transaction.Sender] = before - wei;
        undo.Add(() => _balances[transaction.Sender] = before);
    }

    private void CountSent(Address account, ulong block, List<Action> undo)
    {
        var sent = Sent(account);
        sent.Add(block);
        undo.Add(() => sent.RemoveAt(sent.Count - 1));
    }

    private static UInt256 PriceOf(ChainTransaction transaction, ulong baseFeeWei)
    {
        var withTip = transaction.TipCapWei + baseFeeWei;
        return withTip < transaction.FeeCapWei ? withTip : transaction.FeeCapWei;
    }

    private void TakeBack()
    {
        TakeBack(_blocks[^1].Undo);
        _blocks.RemoveAt(_blocks.Count - 1);
    }

    private static void TakeBack(List<Action> undo)
    {
        for (var i = undo.Count - 1; i >= 0; i--)
        {
            undo[i]();
        }

        undo.Clear();
    }

    private void Return(ChainTransaction transaction)
    {
        if (transaction.Raw.Length == 0)
        {
            _thirdPartyPool.Add(transaction);
        }
        else
        {
            _pool.Return(transaction);
        }
    }

    private BlockHeader Below(ulong depth) => _blocks[(int)Math.Max(_finalized, Head.Number > depth ? Head.Number - depth : 0)].Header;

    private List<ulong> Sent(Address account)
    {
        if (!_sentAtBlock.TryGetValue(account, out var sent))
        {
            sent = [];
            _sentAtBlock.Add(account, sent);
        }

        return sent;
    }

    private UnixSeconds Now() => TimeAt(_world.Time.Ticks);

    private Hash256 MakeHash()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, _salt++);
        BitConverter.TryWriteBytes(bytes[8..], _world.NextUInt64());
        return StandInHash.Of(bytes);
    }
}

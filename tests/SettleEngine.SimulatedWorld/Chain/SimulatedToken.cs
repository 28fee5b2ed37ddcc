using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;

namespace SettleEngine.SimulatedWorld.Chain;

/// <summary>An EIP-3009 token with USDC's order of checks. Every change is recorded so that a reorg can take it back.</summary>
public sealed class SimulatedToken(Address address)
{
    private readonly Dictionary<Address, UInt256> _balances = [];
    private readonly HashSet<(Address Payer, AuthorizationNonce AuthorizationNonce)> _consumed = [];
    private readonly HashSet<Address> _blacklist = [];

    private bool _isPaused;

    public Address Address { get; } = address;

    public UInt256 BalanceOf(Address account) => _balances.GetValueOrDefault(account);

    public void Mint(Address account, UInt256 amount) => _balances[account] = BalanceOf(account) + amount;

    /// <summary>Carries a call out.</summary>
    /// <param name="call">The call.</param>
    /// <param name="code">What code its payer has.</param>
    /// <param name="now">Timestamp of the block.</param>
    /// <param name="undo">Receives what takes every change back.</param>
    /// <param name="logs">Receives the events; their index is filled in by the chain.</param>
    /// <returns>Whether it was done, or the first reason against it.</returns>
    public TokenResult Execute(
        in TokenCall call,
        PayerCode code,
        UnixSeconds now,
        List<Action> undo,
        List<ReceiptLog> logs)
    {
        var payer = call.Authorization.Payer;
        switch (call.Kind)
        {
            case TokenCallKind.TransferWithAuthorization:
                return Transfer(call, code, now, undo, logs);
            case TokenCallKind.CancelAuthorization:
                return Cancel(call, undo, logs);
            case TokenCallKind.PlainTransfer:
                return MovePlain(call.Authorization, undo, logs);
            case TokenCallKind.Pause:
            case TokenCallKind.Unpause:
                SetPaused(call.Kind == TokenCallKind.Pause, undo);
                return TokenResult.Done;
            case TokenCallKind.Blacklist when _blacklist.Add(payer):
                undo.Add(() => _blacklist.Remove(payer));
                return TokenResult.Done;
            case TokenCallKind.Unblacklist when _blacklist.Remove(payer):
                undo.Add(() => _blacklist.Add(payer));
                return TokenResult.Done;
            default:
                return TokenResult.Done;
        }
    }

    private TokenResult Transfer(
        in TokenCall call,
        PayerCode code,
        UnixSeconds now,
        List<Action> undo,
        List<ReceiptLog> logs)
    {
        var authorization = call.Authorization;
        if (Refuse(call, code, now) is not TokenResult.Done and var refusal)
        {
            return refusal;
        }

        Consume(authorization, undo);
        Move(authorization, undo);
        logs.Add(Event(TokenTopics.AuthorizationUsed, authorization.Payer, authorization.AuthorizationNonce.Bytes));
        logs.Add(Event(authorization));
        return TokenResult.Done;
    }

    private TokenResult Refuse(in TokenCall call, PayerCode code, UnixSeconds now)
    {
        var authorization = call.Authorization;
        if (_isPaused)
        {
            return TokenResult.Paused;
        }

        if (_blacklist.Contains(authorization.Payer) || _blacklist.Contains(authorization.Payee))
        {
            return TokenResult.Blacklisted;
        }

        if (now.Value <= authorization.ValidAfter.Value)
        {
            return TokenResult.NotYetValid;
        }

        if (now.Value >= authorization.ValidBefore.Value)
        {
            return TokenResult.Expired;
        }

        if (_consumed.Contains((authorization.Payer, authorization.AuthorizationNonce)))
        {
            return TokenResult.UsedOrCancelled;
        }

        // A payer with code is asked itself, whatever its key has signed.
        var signature = code is PayerCode.Refuses or PayerCode.BurnsGas or PayerCode.AgreesInTrials
            ? RejectReason.SignatureInvalid
            : PayerSignature.Check(Address, authorization, call.Signature);
        if (signature != RejectReason.None)
        {
            return signature == RejectReason.SignatureHighS ? TokenResult.SignatureHighS : TokenResult.SignatureInvalid;
        }

        return BalanceOf(authorization.Payer) < authorization.Value.Units
            ? TokenResult.InsufficientBalance
            : TokenResult.Done;
    }

    private TokenResult Cancel(in TokenCall call, List<Action> undo, List<ReceiptLog> logs)
    {
        var authorization = call.Authorization;
        if (_consumed.Contains((authorization.Payer, authorization.AuthorizationNonce)))
        {
            return TokenResult.UsedOrCancelled;
        }

        Consume(authorization, undo);
        logs.Add(Event(TokenTopics.AuthorizationCanceled, authorization.Payer, authorization.AuthorizationNonce.Bytes));
        return TokenResult.Done;
    }

    private TokenResult MovePlain(in Authorization transfer, List<Action> undo, List<ReceiptLog> logs)
    {
        if (BalanceOf(transfer.Payer) < transfer.Value.Units)
        {
            return TokenResult.InsufficientBalance;
        }

        Move(transfer, undo);
        logs.Add(Event(transfer));
        return TokenResult.Done;
    }

    private void Consume(in Authorization authorization, List<Action> undo)
    {
        var key = (authorization.Payer, authorization.AuthorizationNonce);
        _consumed.Add(key);
        undo.Add(() => _consumed.Remove(key));
    }

    private void Move(in Authorization transfer, List<Action> undo)
    {
        SetBalance(transfer.Payer, BalanceOf(transfer.Payer) - transfer.Value.Units, undo);
        SetBalance(transfer.Payee, BalanceOf(transfer.Payee) + transfer.Value.Units, undo);
    }

    private void SetBalance(Address account, UInt256 balance, List<Action> undo)
    {
        var before = BalanceOf(account);
        _balances[account] = balance;
        undo.Add(() => _balances[account] = before);
    }

    private void SetPaused(bool isPaused, List<Action> undo)
    {
        var before = _isPaused;
        _isPaused = isPaused;
        undo.Add(() => _isPaused = before);
    }

    private ReceiptLog Event(Hash256 topic, Address payer, Hash256 second) =>
        new(Address, 3, topic, TokenTopics.OfAddress(payer), second, 0, default, 0);

    private ReceiptLog Event(in Authorization transfer) => new(
        Address,
        3,
        TokenTopics.Transfer,
        TokenTopics.OfAddress(transfer.Payer),
        TokenTopics.OfAddress(transfer.Payee),
        32,
        transfer.Value.Units,
        0);
}

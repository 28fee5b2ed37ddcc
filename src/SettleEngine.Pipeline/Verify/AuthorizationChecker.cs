using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Primitives;
using SettleEngine.Pipeline.Batch;
using SettleEngine.Pipeline.Dedupe;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Pipeline.Verify;

/// <summary>Applies every rule to a group in the documented order: form and policy, signature, facts of the chain.</summary>
/// <param name="policy">What the provider lets in.</param>
/// <param name="verifier">Signatures.</param>
/// <param name="payerFacts">Code and balances.</param>
/// <param name="commitments">What payers have promised already.</param>
/// <param name="codeful">Payers with code.</param>
/// <param name="watch">Payers that can burn gas.</param>
/// <param name="landing">How long payments take to land.</param>
/// <param name="head">The newest header.</param>
/// <param name="clock">The time.</param>
/// <remarks>Holds scratch memory: one call at a time.</remarks>
internal sealed class AuthorizationChecker(
    AdmissionPolicy policy,
    ISignatureVerifier verifier,
    IPayerFacts payerFacts,
    CommitmentBook commitments,
    CodeAdmission codeful,
    PayerWatch watch,
    LandingView landing,
    HeadView head,
    EngineClock clock)
{
    private Address[] _payers = [];
    private PayerFacts[] _facts = [];
    private int[] _positions = [];

    // What is wrong with a signature, unless the payer has code; and whether it has.
    private RejectReason[] _signatures = [];
    private bool[] _haveCode = [];

    /// <summary>Gives every item without a verdict its verdict.</summary>
    /// <param name="items">The authorizations.</param>
    /// <param name="verdicts">Same length; items that have a reason already are left alone.</param>
    /// <param name="places">Same length, receives where values are announced, which Dedupe commits or withdraws; empty to look
    /// only, which announces nothing.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when every item has its verdict.</returns>
    public async ValueTask CheckAsync(
        ReadOnlyMemory<SignedAuthorization> items,
        Memory<RejectReason> verdicts,
        Memory<int> places,
        CancellationToken cancellationToken)
    {
        var passed = ApplyPolicy(items.Span, verdicts.Span);
        if (passed == 0)
        {
            return;
        }

        await verifier.VerifyAsync(items, verdicts, cancellationToken);
        EnsureScratch(items.Length);
        Reconsider(items.Span, verdicts.Span);
        await ApplyFactsAsync(items, verdicts, places, cancellationToken);
        await ApplyTrialsAsync(items, verdicts, cancellationToken);
        ApplyThrottle(items.Span, verdicts.Span);
    }

    private void Reconsider(ReadOnlySpan<SignedAuthorization> items, Span<RejectReason> verdicts)
    {
        for (var i = 0; i < items.Length; i++)
        {
            _haveCode[i] = false;
            _signatures[i] = verdicts[i];
            codeful.Reconsider(items[i], ref verdicts[i]);
        }
    }

    private async ValueTask ApplyTrialsAsync(
        ReadOnlyMemory<SignedAuthorization> items,
        Memory<RejectReason> verdicts,
        CancellationToken cancellationToken)
    {
        var count = 0;
        for (var i = 0; i < items.Length; i++)
        {
            if (_haveCode[i] && verdicts.Span[i] == RejectReason.None)
            {
                _positions[count++] = i;
            }
        }

        if (count == 0)
        {
            return;
        }

        var asked = new SignedAuthorization[count];
        for (var i = 0; i < count; i++)
        {
            asked[i] = items.Span[_positions[i]];
        }

        var answers = await codeful.AskAsync(asked, cancellationToken);
        for (var i = 0; i < count; i++)
        {
            // A key's own signature is right, and the code at its account refuses it: that is not for the signer to mend.
            var at = _positions[i];
            verdicts.Span[at] = answers[i] == RejectReason.SignatureInvalid && _signatures[at] == RejectReason.None
                ? RejectReason.PayerHasCode
                : answers[i];
        }
    }

    private void ApplyThrottle(ReadOnlySpan<SignedAuthorization> items, Span<RejectReason> verdicts)
    {
        if (watch.IsEmpty)
        {
            return;
        }

        for (var i = 0; i < items.Length; i++)
        {
            if (verdicts[i] == RejectReason.None && watch.IsThrottled(items[i].Authorization.Payer))
            {
                verdicts[i] = RejectReason.PayerThrottled;
            }
        }
    }

    private int ApplyPolicy(ReadOnlySpan<SignedAuthorization> items, Span<RejectReason> verdicts)
    {
        var now = clock.ChainNow(head.Latest);
        var landingSeconds = landing.IntakeSeconds;
        var passed = 0;
        for (var i = 0; i < items.Length; i++)
        {
            if (verdicts[i] == RejectReason.None)
            {
                verdicts[i] = policy.Judge(items[i], now, landingSeconds);
                passed += verdicts[i] == RejectReason.None ? 1 : 0;
            }
        }

        return passed;
    }

    private async ValueTask ApplyFactsAsync(
        ReadOnlyMemory<SignedAuthorization> items,
        Memory<RejectReason> verdicts,
        Memory<int> places,
        CancellationToken cancellationToken)
    {
        var done = 0;
        while (TakeSameToken(items.Span, verdicts.Span, ref done, out var token, out var count))
        {
            try
            {
                await ApplyFactsAsync(items, verdicts, places, token, count, cancellationToken);
            }
            catch (ChainUnavailableException)
            {
                for (var i = 0; i < count; i++)
                {
                    verdicts.Span[_positions[i]] = RejectReason.ChainUnavailable;
                }
            }
        }
    }

    private async ValueTask ApplyFactsAsync(
        ReadOnlyMemory<SignedAuthorization> items,
        Memory<RejectReason> verdicts,
        Memory<int> places,
        Address token,
        int count,
        CancellationToken cancellationToken)
    {
        await payerFacts.GetAsync(token, _payers.AsMemory(0, count), _facts.AsMemory(0, count), 0, cancellationToken);

        // A cached balance that is too small may be out of date: nobody is refused by an old fact.
        var isShort = Keep(items.Span, verdicts.Span, places.Span, count);
        if (isShort > 0)
        {
            var atLeast = head.Latest?.Number ?? 0;
            await payerFacts.GetAsync(
                token,
                _payers.AsMemory(0, isShort),
                _facts.AsMemory(0, isShort),
                atLeast,
                cancellationToken);
            for (var i = 0; i < isShort; i++)
            {
                var at = _positions[i];
                var isCovered = IsCovered(items.Span[at], _facts[i], places.Span, at);
                verdicts.Span[at] = _facts[i].Balance < items.Span[at].Authorization.Value.Units ? RejectReason.InsufficientBalance
                    : !isCovered && places.IsEmpty ? RejectReason.OverCommitted
                    : RejectReason.None;
            }
        }
    }

    private bool IsCovered(in SignedAuthorization item, in PayerFacts facts, Span<int> places, int at) => places.IsEmpty
        ? commitments.Covers(item, facts)
        : commitments.Announce(item, facts, ref places[at]);

    private int Keep(ReadOnlySpan<SignedAuthorization> items, Span<RejectReason> verdicts, Span<int> places, int count)
    {
        var isShort = 0;
        for (var i = 0; i < count; i++)
        {
            var at = _positions[i];
            _haveCode[at] = _facts[i].HasCode;
            verdicts[at] = _haveCode[at] ? codeful.Admit(_payers[i]) : _signatures[at];
            if (verdicts[at] == RejectReason.None && !IsCovered(items[at], _facts[i], places, at))
            {
                _payers[isShort] = _payers[i];
                _positions[isShort++] = at;
            }
        }

        return isShort;
    }

    private bool TakeSameToken(
        ReadOnlySpan<SignedAuthorization> items,
        ReadOnlySpan<RejectReason> verdicts,
        ref int start,
        out Address token,
        out int count)
    {
        // A run of one token at a time: groups nearly always hold a single token.
        count = 0;
        token = default;
        while (start < items.Length)
        {
            if (verdicts[start] == RejectReason.None)
            {
                if (count > 0 && items[start].Token != token)
                {
                    break;
                }

                token = items[start].Token;
                _payers[count] = items[start].Authorization.Payer;
                _positions[count++] = start;
            }

            start++;
        }

        return count > 0;
    }

    private void EnsureScratch(int length)
    {
        if (_payers.Length < length)
        {
            _payers = new Address[length];
            _facts = new PayerFacts[length];
            _positions = new int[length];
            _signatures = new RejectReason[length];
            _haveCode = new bool[length];
        }
    }
}

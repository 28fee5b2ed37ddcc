using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Primitives;
using SettleEngine.Core.Submit;
using SettleEngine.Pipeline.Confirm;
using SettleEngine.Pipeline.Ingest;
using SettleEngine.SimulatedWorld.Chain;
using SettleEngine.Simulation.Tests.Retention;
using Xunit;

namespace SettleEngine.Simulation.Tests;

/// <summary>Payers with code from the door to the chain, batches that fail because of them, and what nobody is blamed for. The
/// simulated chain has Multicall3 only, where one payer can sink everybody.</summary>
public class PayersWithCodeTests
{
    private const int Validity = 600;

    private readonly RetentionBed _bed = new();
    private int _number;

    [Fact]
    public void A_payer_with_good_code_is_let_in_and_settles_in_a_transaction_of_its_own() => _bed.World.Run(async () =>
    {
        await StartAsync();
        var wallet = NewPayer();
        _bed.Chain.SetCode(wallet, PayerCode.Agrees);
        var ids = new List<AdmissionSequence> { await AcceptAsync(wallet) };
        for (var i = 0; i < 5; i++)
        {
            ids.Add(await AcceptAsync(NewPayer()));
        }

        await _bed.PassAsync(15);

        Assert.All(ids, id => Assert.Equal(SettlementOutcome.Settled, OutcomeOf(id)));
        Assert.Equal([ids[0]], Assert.Single(Attempts(), attempt => attempt.Members.Contains(ids[0])).Members);
        Assert.Equal(Attempts().Count, Attempts().Select(attempt => attempt.TransactionHash).Distinct().Count());
    });

    [Theory]
    [InlineData(PayerCode.Refuses)]
    [InlineData(PayerCode.BurnsGas)]
    public void A_payer_whose_code_refuses_is_refused_with_a_reason_of_its_own(PayerCode code) => _bed.World.Run(async () =>
    {
        await StartAsync();
        var payer = NewPayer();
        _bed.Chain.SetCode(payer, code);

        Assert.Equal(RejectReason.PayerHasCode, (await _bed.HandInAsync(Sign(payer))).Reason);
    });

    [Fact]
    public void When_the_option_says_so_every_payer_with_code_is_refused() => _bed.World.Run(async () =>
    {
        _bed.Configure = options => options.Verify.AcceptPayersWithCode = false;
        await StartAsync();
        var wallet = NewPayer();
        _bed.Chain.SetCode(wallet, PayerCode.Agrees);

        Assert.Equal(RejectReason.PayerHasCode, (await _bed.HandInAsync(Sign(wallet))).Reason);
    });

    [Fact]
    public void A_flood_of_wrong_signatures_makes_the_chain_answer_a_bounded_number_of_questions() => _bed.World.Run(async () =>
    {
        await StartAsync();
        var before = _bed.PayerFacts.Fetched;
        var reasons = new List<RejectReason>();
        var items = Enumerable.Range(0, 1_000).Select(_ => Forge(NewPayer(funded: false))).ToArray();
        foreach (var group in items.Chunk(250))
        {
            reasons.AddRange((await _bed.HandInTogetherAsync(group)).Select(answer => answer.Reason));
        }

        Assert.InRange(_bed.PayerFacts.Fetched - before, 1, 130);
        Assert.All(reasons, reason => Assert.True(reason is RejectReason.SignatureInvalid or RejectReason.Overloaded));

        // Who is known already costs nothing: the same again asks nothing of the chain.
        before = _bed.PayerFacts.Fetched;
        Assert.Equal(RejectReason.SignatureInvalid, (await _bed.HandInAsync(items[0])).Reason);
        Assert.Equal(before, _bed.PayerFacts.Fetched);
    });

    [Fact]
    public void Who_gets_code_between_verification_and_signing_is_taken_out_and_the_others_go_on() => _bed.World.Run(async () =>
    {
        await StartAsync();
        var turncoat = NewPayer();
        var id = await AcceptAsync(turncoat);
        var others = await AcceptManyAsync(10);
        _bed.Chain.SetCode(turncoat, PayerCode.BurnsGas);

        await _bed.PassAsync(15);

        Assert.All(others, other => Assert.Equal(SettlementOutcome.Settled, OutcomeOf(other)));
        Assert.All(
            Attempts().Where(attempt => attempt.Members.Contains(id)),
            attempt => Assert.Single(attempt.Members));
    });

    [Fact]
    public void Who_gets_code_after_signing_sinks_one_batch_and_the_others_travel_together_again() => _bed.World.Run(async () =>
    {
        await StartAsync();
        var turncoat = NewPayer();
        var id = await AcceptAsync(turncoat);
        var others = await AcceptManyAsync(20);
        await UntilSignedAsync(id);
        _bed.Chain.SetCode(turncoat, PayerCode.AgreesInTrials);

        await _bed.PassAsync(20);

        Assert.All(others, other => Assert.Equal(SettlementOutcome.Settled, OutcomeOf(other)));
        Assert.Single(Attempts(), attempt => attempt.Members.Contains(id) && attempt.Members.Length > 1);
        Assert.Equal(2, Attempts().Count(attempt => attempt.Members.Contains(others[0])));
        Assert.Contains(Attempts(), attempt => attempt.Members.Length == 20 && !attempt.Members.Contains(id));
    });

    [Fact]
    public void A_batch_that_sinks_without_anybody_to_blame_is_halved_until_it_settles() => _bed.World.Run(async () =>
    {
        await StartAsync();
        var toggler = NewPayer();
        var id = await AcceptAsync(toggler);
        var others = await AcceptManyAsync(15);
        await UntilSignedAsync(id);

        // Code in the block, and none whenever anybody looks.
        _bed.Chain.SetCodeInBlocks(toggler, PayerCode.BurnsGas);
        await _bed.PassAsync(60);

        Assert.All(others, other => Assert.Equal(SettlementOutcome.Settled, OutcomeOf(other)));
        Assert.InRange(Attempts().Count(attempt => attempt.Members.Contains(id) && attempt.Members.Length > 1), 1, 4);
        Assert.All(others, other => Assert.InRange(Attempts().Count(attempt => attempt.Members.Contains(other)), 1, 6));
    });

    [Fact]
    public void A_payer_that_agrees_in_trials_only_is_throttled_after_three_failures() => _bed.World.Run(async () =>
    {
        await StartAsync();
        var evader = NewPayer();
        _bed.Chain.SetCode(evader, PayerCode.AgreesInTrials);
        var reasons = new List<RejectReason>();
        for (var i = 0; i < 40; i++)
        {
            reasons.Add((await _bed.HandInAsync(Sign(evader))).Reason);
            await _bed.PassAsync(1);
        }

        Assert.Equal(RejectReason.None, reasons[0]);
        Assert.Contains(RejectReason.PayerThrottled, reasons);
        Assert.All(Attempts(), attempt => Assert.Single(attempt.Members));
        Assert.InRange(Attempts().Count, 3, 6);
    });

    [Fact]
    public void Without_facts_nobody_is_blamed() => _bed.World.Run(async () =>
    {
        await StartAsync();
        var wallet = NewPayer();
        _bed.Chain.SetCode(wallet, PayerCode.Agrees);
        var id = await AcceptAsync(wallet);
        await UntilSignedAsync(id);
        _bed.Chain.SetCode(wallet, PayerCode.Refuses);
        await _bed.PassAsync(2);
        _bed.Faults.UnavailablePerMillion = 1_000_000;
        await _bed.PassAsync(20);
        var attempts = Attempts().Count;
        _bed.Chain.SetCode(wallet, PayerCode.Agrees);
        await _bed.PassAsync(5);
        Assert.Equal(attempts, Attempts().Count);

        _bed.Faults.UnavailablePerMillion = 0;
        await _bed.PassAsync(30);

        Assert.Equal(SettlementOutcome.Settled, OutcomeOf(id));
    });

    private Task StartAsync() => _bed.StartAsync(checkpointBytes: long.MaxValue);

    private Address NewPayer(bool funded = true)
    {
        var bytes = new byte[Address.Size];
        bytes[0] = 0xa1;
        BitConverter.TryWriteBytes(bytes.AsSpan(8), ++_number);
        var payer = new Address(bytes);
        if (funded)
        {
            _bed.Chain.Token(RetentionBed.Token).Mint(payer, 1_000_000);
        }

        return payer;
    }

    private SignedAuthorization Sign(Address payer)
    {
        var item = _bed.Sign(++_number, Validity);
        var authorization = item.Authorization with { Payer = payer };
        return item with { Authorization = authorization, Signature = PayerSignature.Sign(item.Token, authorization) };
    }

    private SignedAuthorization Forge(Address payer)
    {
        var item = Sign(payer);
        return item with { Signature = PayerSignature.Forge(item.Token, item.Authorization) };
    }

    private async Task<AdmissionSequence> AcceptAsync(Address payer)
    {
        var answer = await _bed.HandInAsync(Sign(payer));
        Assert.Equal(AdmissionStatus.Accepted, answer.Status);
        return answer.Id;
    }

    private async Task<List<AdmissionSequence>> AcceptManyAsync(int count)
    {
        var answers = await _bed.HandInTogetherAsync([.. Enumerable.Range(0, count).Select(_ => Sign(NewPayer()))]);
        Assert.All(answers, answer => Assert.Equal(AdmissionStatus.Accepted, answer.Status));
        return [.. answers.Select(answer => answer.Id)];
    }

    private async Task UntilSignedAsync(AdmissionSequence id)
    {
        while (_bed.Engine.Find(id)!.State < AdmissionState.InFlight)
        {
            await _bed.World.SleepAsync(TimeSpan.FromMilliseconds(5));
        }
    }

    private SettlementOutcome? OutcomeOf(AdmissionSequence id) => _bed.Engine.Find(id)!.Outcome?.Outcome;

    private List<AttemptRecord> Attempts() =>
    [
        .. _bed.Journal.Records
            .Where(record => record.Kind == Core.Encoding.JournalRecordKind.Attempt)
            .Select(record => AttemptRecord.Read(record.Payload)),
    ];
}

using SettleEngine.Core.Batch;
using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Core.Primitives;
using SettleEngine.Worker.Options;
using Xunit;

namespace SettleEngine.EndToEnd.Tests.Commands;

public sealed class EngineSettingsTests
{
    [Theory]
    [InlineData("settle-hold", "0s")]
    [InlineData("settle-hold", "999ms")]
    [InlineData("settle-hold", "61s")]
    [InlineData("drain-timeout", "0ms")]
    [InlineData("journal", "paper")]
    [InlineData("accept-missing-anchor", "perhaps")]
    [InlineData("settler", "0x86cbba7ad569d530421efff7bf5982549f964b26")]
    [InlineData("objective", "fast")]
    [InlineData("objective", "maxLatency=4")]
    [InlineData("objective", "maxLatency=0s")]
    [InlineData("objective", "maxCost=0")]
    [InlineData("objective", "maxCost=NaN")]
    [InlineData("cost-ceiling", "-1")]
    [InlineData("payee-objective", "maxCost=0.0006")]
    [InlineData("payee-objective", "0x209693Bc6afc0C5328bA36FaF03C514EF312287C:maxCost=0.0006:cap=1")]
    [InlineData("block-rhythm", "on")]
    [InlineData("verify-tier", "fastest")]
    [InlineData("verify-cache-bytes", "8388607")]
    [InlineData("verify-cache-bytes", "512MB")]
    public void A_value_that_cannot_work_is_refused_in_words_that_name_the_option(string option, string value)
    {
        var refusal = Assert.Throws<SettingException>(() => EngineSettings.Read(With(option, value)));

        Assert.Contains($"--{option}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Objectives_are_read_for_all_and_for_single_payees()
    {
        var payee = Address.Parse("0x209693Bc6afc0C5328bA36FaF03C514EF312287C");
        var plain = EngineSettings.Read(With("min-value", "0"));
        Assert.Equal(BatchObjective.Balanced, plain.Objective);
        Assert.Empty(plain.PayeeObjectives);
        Assert.True(plain.FollowsBlocks);

        Assert.Equal(
            BatchObjective.WithinLatency(TimeSpan.FromSeconds(4)),
            EngineSettings.Read(With("objective", "maxLatency=4s")).Objective);
        Assert.Equal(BatchObjective.WithinCost(0.0006), EngineSettings.Read(With("objective", "maxCost=0.0006")).Objective);
        Assert.Equal(BatchObjective.Balanced.Below(0.002), EngineSettings.Read(With("cost-ceiling", "0.002")).Objective);
        Assert.Equal(
            BatchObjective.WithinCost(0.0006).Below(0.002),
            EngineSettings.Read(With("payee-objective", $"{payee}:maxCost=0.0006:ceiling=0.002")).PayeeObjectives[payee]);
    }

    [Theory]
    [InlineData("1s", 1)]
    [InlineData("60s", 60)]
    public void A_hold_within_its_limits_is_taken(string value, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), EngineSettings.Read(With("settle-hold", value)).SettleHold);

    [Theory]
    [InlineData("auto", true)]
    [InlineData("off", false)]
    public void Batches_go_through_the_settler_unless_that_is_switched_off(string value, bool used) =>
        Assert.Equal(used, EngineSettings.Read(With("settler", value)).UseSettler);

    [Fact]
    public void A_journal_without_its_anchor_is_accepted_only_when_that_is_said()
    {
        Assert.False(EngineSettings.Read(With("min-value", "0")).AcceptMissingAnchor);
        Assert.True(EngineSettings.Read(With("accept-missing-anchor", "true")).AcceptMissingAnchor);
    }

    [Theory]
    [InlineData("auto", null)]
    [InlineData("scalar", VerifierTier.Scalar)]
    [InlineData("avx512", VerifierTier.Avx512)]
    public void The_verifiers_tier_is_chosen_or_left_to_the_verifier(string value, VerifierTier? tier) =>
        Assert.Equal(tier, EngineSettings.Read(With("verify-tier", value)).VerifyTier);

    [Fact]
    public void Lane_keys_come_from_somewhere()
    {
        var nowhere = new Dictionary<string, IReadOnlyList<string>>(Defaults());
        nowhere.Remove("lane-key-file");
        Assert.Contains(
            "--lane-keystore is required",
            Assert.Throws<SettingException>(() => EngineSettings.Read(new SettingValues(nowhere))).Message,
            StringComparison.Ordinal);
        Assert.True(EngineSettings.Read(new SettingValues(nowhere), laneKeysInEnvironment: true).LaneKeys.FromEnvironment);
        Assert.Throws<SettingException>(() => EngineSettings.Read(With("lane-keystore", "lane.json")));
        Assert.Throws<SettingException>(() => EngineSettings.Read(With("lane-keystore-password-file", "password")));
    }

    private static SettingValues With(string option, string value)
    {
        var values = Defaults();
        values[option] = [value];
        return new SettingValues(values);
    }

    private static Dictionary<string, IReadOnlyList<string>> Defaults()
    {
        var values = SettingCatalog.All
            .Where(definition => definition.Default is not null)
            .ToDictionary(definition => definition.Name, IReadOnlyList<string> (definition) => [definition.Default!]);
        values["rpc"] = ["http://127.0.0.1:8545"];
        values["lane-key-file"] = ["lanes.txt"];
        values["data"] = ["data"];
        return values;
    }
}

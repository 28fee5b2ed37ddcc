using Microsoft.Extensions.Logging;
using SettleEngine.Worker.Chains;
using SettleEngine.Worker.Options;
using Xunit;

namespace SettleEngine.EndToEnd.Tests.Commands;

/// <summary>A price feed that fails takes no price away.</summary>
public sealed class NativePriceFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly Clock _clock = new();
    private readonly Lines _lines = new();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("3000", 3_000)]
    [InlineData("0.45\n", 0.45)]
    [InlineData("  2873.125 \r\n", 2_873.125)]
    public async Task The_file_holds_one_number(string text, double usd)
    {
        Write(text);

        await using var file = await OpenAsync();

        Assert.Equal(usd, file.Usd);
        Assert.Empty(_lines.Texts);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-3000")]
    [InlineData("3,000")]
    [InlineData("3000 USD")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e3")]
    [InlineData("3000000000000000000000")]
    public async Task At_the_start_another_text_is_a_wrong_option(string text)
    {
        Write(text);

        var refusal = await Assert.ThrowsAsync<SettingException>(OpenAsync);

        Assert.Contains("--native-usd-file", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_price_is_taken_and_a_bad_one_leaves_the_last_good_one_with_one_line_in_the_log()
    {
        Write("3000");
        await using var file = await OpenAsync();

        await ThenAsync(file, "3100");
        Assert.Equal(3_100, file.Usd);

        await ThenAsync(file, "garbage");
        await file.LookAsync();
        Assert.Equal(3_100, file.Usd);
        Assert.Single(_lines.Texts, line => line.Contains("must hold", StringComparison.Ordinal));

        await ThenAsync(file, "31000.1");
        Assert.Equal(3_100, file.Usd);
        Assert.Contains("more than 10 times apart", _lines.Texts[^1], StringComparison.Ordinal);

        await ThenAsync(file, "3200");
        Assert.Equal(3_200, file.Usd);
        Assert.Contains("can be used again", _lines.Texts[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_gone_or_old_leaves_the_last_good_price()
    {
        Write("3000");
        await using var file = await OpenAsync();

        _clock.Now += NativePriceFile.MaxAge + TimeSpan.FromSeconds(1);
        await file.LookAsync();
        await file.LookAsync();
        Assert.Equal(3_000, file.Usd);
        Assert.Contains("was not written", Assert.Single(_lines.Texts), StringComparison.Ordinal);

        await ThenAsync(file, "3001");
        Assert.Equal(3_001, file.Usd);

        File.Delete(_path);
        await file.LookAsync();
        Assert.Equal(3_001, file.Usd);
        Assert.Contains("does not exist", _lines.Texts[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_price_and_a_file_with_it_are_one_too_many()
    {
        var values = SettingCatalog.All
            .Where(definition => definition.Default is not null)
            .ToDictionary(definition => definition.Name, IReadOnlyList<string> (definition) => [definition.Default!]);
        values["rpc"] = ["http://127.0.0.1:8545"];
        values["lane-key-file"] = ["lanes.txt"];
        values["data"] = ["data"];
        values["native-usd"] = ["3000"];
        Assert.Equal(3_000, EngineSettings.Read(new SettingValues(values)).NativeUsd);

        values["native-usd-file"] = [_path];
        Assert.Contains("--native-usd-file", Assert.Throws<SettingException>(() => EngineSettings.Read(new SettingValues(values))).Message, StringComparison.Ordinal);

        values.Remove("native-usd-file");
        values["native-usd"] = ["free"];
        Assert.Contains("--native-usd", Assert.Throws<SettingException>(() => EngineSettings.Read(new SettingValues(values))).Message, StringComparison.Ordinal);
    }

    private Task<NativePriceFile> OpenAsync() => NativePriceFile.OpenAsync(_path, _clock, _lines);

    private async Task ThenAsync(NativePriceFile file, string text)
    {
        _clock.Now += TimeSpan.FromSeconds(10);
        Write(text);
        await file.LookAsync();
    }

    private void Write(string text)
    {
        File.WriteAllText(_path, text);
        File.SetLastWriteTimeUtc(_path, _clock.Now.UtcDateTime);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class Lines : ILogger
    {
        public List<string> Texts { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Texts.Add(formatter(state, exception));
    }
}

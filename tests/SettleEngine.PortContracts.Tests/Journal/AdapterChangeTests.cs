using SettleEngine.Core.Encoding;
using SettleEngine.Storage;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Journal;

/// <summary>The files do not belong to an adapter: an operator changes it by a restart.</summary>
public sealed class AdapterChangeTests
{
    [Theory]
    [InlineData(JournalAdapter.Faster)]
    [InlineData(JournalAdapter.Segments)]
    public async Task Either_adapter_goes_on_with_what_the_other_has_written_again_and_again(JournalAdapter first)
    {
        var medium = JournalMedium.Create(first);
        try
        {
            var expected = 0ul;
            for (var round = 0; round < 8; round++)
            {
                // Past the end of a segment each time: 70 records of 700 bytes in segments of 128 KiB.
                var adapter = round % 2 == 0 ? first : Other(first);
                var (journal, count) = await medium.OpenAsync(adapter);
                Assert.Equal(expected, count);
                await JournalMedium.AppendAsync(journal, 70);
                await journal.DisposeAsync();
                expected += 70;
            }

            var blocks = medium.Blocks();
            Assert.Equal(expected, blocks[^1].Header.FirstRecordSequence);
            Assert.True(blocks[^1].Segment >= 4);
        }
        finally
        {
            medium.Delete();
        }
    }

    [Theory]
    [InlineData(JournalAdapter.Faster)]
    [InlineData(JournalAdapter.Segments)]
    public async Task A_crash_under_one_adapter_is_recovered_by_the_other(JournalAdapter first)
    {
        var medium = JournalMedium.Create(first);
        var (journal, _) = await medium.OpenAsync();
        await JournalMedium.AppendAsync(journal, 33);
        var copy = medium.Copy();
        await journal.DisposeAsync();
        medium.Delete();
        try
        {
            var (recovered, count) = await copy.OpenAsync(Other(first));
            Assert.Equal(33ul, count);
            await JournalMedium.AppendAsync(recovered, 3);
            await recovered.DisposeAsync();
            Assert.Equal(36ul, await copy.OpenGoOnAndReopenAsync());
        }
        finally
        {
            copy.Delete();
        }
    }

    [Theory]
    [InlineData(JournalAdapter.Faster)]
    [InlineData(JournalAdapter.Segments)]
    public async Task Either_adapter_truncates_what_the_other_has_written(JournalAdapter first)
    {
        var medium = JournalMedium.Create(first);
        try
        {
            await medium.FillAsync(300);
            var (journal, _) = await medium.OpenAsync(Other(first));
            await journal.TruncateAsync(290, CancellationToken.None);
            await journal.DisposeAsync();
            Assert.False(File.Exists(medium.SegmentPath(0)));

            var sequences = new List<ulong>();
            var reopened = medium.Open();
            await reopened.RecoverAsync((sequence, _, _) => sequences.Add(sequence), CancellationToken.None);
            Assert.Equal(301ul, await reopened.AppendAsync(
                new[] { new Pipeline.Ports.JournalRecord(JournalRecordKind.Accept, default) },
                CancellationToken.None));
            await reopened.DisposeAsync();
            Assert.True(sequences[0] is > 1 and <= 290);
            Assert.Equal(300ul, sequences[^1]);
        }
        finally
        {
            medium.Delete();
        }
    }

    private static JournalAdapter Other(JournalAdapter adapter) =>
        adapter == JournalAdapter.Faster ? JournalAdapter.Segments : JournalAdapter.Faster;
}

using System.Text;
using SettleEngine.Core.Primitives;
using SettleEngine.Doors.Http;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Doors.Http;

public sealed class AddressTextTests
{
    // The first four are the examples of EIP-55 itself.
    [Theory]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359")]
    [InlineData("0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB")]
    [InlineData("0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb")]
    [InlineData("0x036CbD53842c5426634e7929541eC2318f3dCF7e")]
    [InlineData("0x036cbd53842c5426634e7929541ec2318f3dcf7e")]
    [InlineData("0x036CBD53842C5426634E7929541EC2318F3DCF7E")]
    [InlineData("0x1111111111111111111111111111111111111111")]
    public void An_address_of_one_case_or_with_a_right_checksum_is_taken(string text)
    {
        Assert.True(AddressText.TryParse(Encoding.UTF8.GetBytes(text), out var address));
        Assert.Equal(Address.Parse(text), address);
    }

    [Theory]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD")]
    [InlineData("0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0x036CbD53842c5426634e7929541eC2318f3dCF7f")]
    [InlineData("0x036CbD53842c5426634e7929541eC2318f3dCF7")]
    [InlineData("0X036cbd53842c5426634e7929541ec2318f3dcf7e")]
    [InlineData("")]
    public void A_wrong_checksum_or_another_form_is_refused(string text) =>
        Assert.False(AddressText.TryParse(Encoding.UTF8.GetBytes(text), out _));
}

using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using SettleEngine.Doors;
using Xunit;

namespace SettleEngine.PortContracts.Tests.Doors.Http;

public sealed class DoorKeyTests
{
    private static readonly string VerifyKey = new('1', 64);
    private static readonly string SettleKey = new('2', 64);
    private static readonly string ReadKey = new('3', 64);
    private static readonly string AdminKey = new('4', 64);

    private static readonly ApiKeyFile Keys = ApiKeyFile.Parse(
        [Line("a", "verify", VerifyKey), Line("b", "settle", SettleKey), Line("c", "read", ReadKey), Line("d", "admin", AdminKey)]);

    public static TheoryData<string, string, int> Routes => new()
    {
        { "POST", "verify", 1 },
        { "POST", "settle", 2 },
        { "POST", "v1/authorizations", 2 },
        { "GET", "v1/authorizations/1", 3 },
        { "GET", "v1/authorizations", 3 },
        { "GET", "v1/outcomes", 3 },
        { "GET", "v1/batches", 3 },
        { "GET", "v1/costs", 3 },
        { "POST", "close", 4 },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Every_route_demands_a_key_with_its_scope(string method, string path, int keyNumber)
    {
        await using var door = await OpenDoor.OpenAsync(options =>
        {
            options.ApiKeys = Keys;
            options.Close = () => { };
        });
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(null));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(new string('9', 64)));
        for (var i = 1; i <= 4; i++)
        {
            var status = await StatusAsync(new string((char)('0' + i), 64));
            if (i == keyNumber)
            {
                Assert.DoesNotContain(status, new[] { HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden });
            }
            else
            {
                Assert.Equal(HttpStatusCode.Forbidden, status);
            }
        }

        async Task<HttpStatusCode> StatusAsync(string? key)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Content = method == "POST" ? new StringContent("{}") : null;
            request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
            using var response = await door.Client.SendAsync(request);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Any_known_key_may_ask_what_is_supported_and_nobody_needs_one_for_health()
    {
        await using var door = await OpenDoor.OpenAsync(options => options.ApiKeys = Keys);
        Assert.Equal(HttpStatusCode.Unauthorized, (await door.GetAsync("supported")).Status);
        Assert.Equal(HttpStatusCode.OK, (await door.GetAsync("health")).Status);
        Assert.Equal(HttpStatusCode.OK, (await door.GetAsync("health/ready")).Status);

        door.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ReadKey);
        Assert.Equal(HttpStatusCode.OK, (await door.GetAsync("supported")).Status);
    }

    [Fact]
    public async Task A_refused_caller_costs_no_look_at_the_body()
    {
        await using var door = await OpenDoor.OpenAsync(options => options.ApiKeys = Keys);

        var (status, body) = await door.PostAsync("settle", "{ not json");

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Contains("\"unauthorized\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Close_is_for_programs_on_this_machine_and_not_for_pages()
    {
        var closed = 0;
        await using var door = await OpenDoor.OpenAsync(options => options.Close = () => closed++);
        using (var request = new HttpRequestMessage(HttpMethod.Post, "close"))
        {
            request.Headers.Add("Origin", "https://shop.example");
            using var response = await door.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }

        Assert.Equal(0, closed);
        Assert.Equal(HttpStatusCode.OK, (await door.PostAsync("close", string.Empty)).Status);
        Assert.Equal(1, closed);
    }

    private static string Line(string id, string scope, string key) =>
        $"{id}:{scope}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key)))}";
}

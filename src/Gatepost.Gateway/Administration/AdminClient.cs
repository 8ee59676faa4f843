using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gatepost.Gateway.Administration;

/// <summary>
/// Speaks to a running gateway over its admin socket. Every call ends in an <see cref="AdminAnswer{T}"/>; nothing is thrown for a gateway that
/// is not there or says no.
/// </summary>
public sealed class AdminClient : IDisposable
{
    /// <summary>File name of the socket in the data folder.</summary>
    public const string SocketName = "admin.sock";

    /// <summary>The prefix of every route.</summary>
    public const string Prefix = "/api/v1/";

    private readonly HttpClient _http;

    /// <summary>Makes a client; nothing is opened before the first call.</summary>
    /// <param name="socketPath">The Unix socket.</param>
    /// <param name="timeout">For one call.</param>
    public AdminClient(string socketPath, TimeSpan timeout)
    {
        SocketPath = socketPath;
        var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, ConnectCallback = ConnectAsync };
        _http = new HttpClient(handler) { BaseAddress = new Uri("http://gatepost" + Prefix), Timeout = timeout };
    }

    /// <summary>The socket that is asked, for messages to people.</summary>
    public string SocketPath { get; }

    /// <summary>GET.</summary>
    public Task<AdminAnswer<T>> GetAsync<T>(string route, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, route), type, cancellationToken);

    /// <summary>POST with a body, or DELETE and the like without.</summary>
    public Task<AdminAnswer<T>> SendAsync<T>(HttpMethod method, string route, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(method, route), type, cancellationToken);

    /// <summary>POST with a JSON body.</summary>
    public Task<AdminAnswer<T>> PostAsync<TBody, T>(
        string route, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, route) { Content = JsonContent.Create(body, bodyType) }, type, cancellationToken);

    /// <summary>GET of octets into a stream.</summary>
    public async Task<AdminAnswer<long>> DownloadAsync(string route, Stream target, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(route, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                return await RefusedAsync<long>(response, cancellationToken).ConfigureAwait(false);
            await response.Content.CopyToAsync(target, cancellationToken).ConfigureAwait(false);
            return new AdminAnswer<long>(AdminOutcome.Done, response.Content.Headers.ContentLength ?? 0, null);
        }
        catch (HttpRequestException exception)
        {
            return Unreachable<long>(exception);
        }
        catch (Exception exception) when (IsLate(exception, cancellationToken))
        {
            return Late<long>();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<AdminAnswer<T>> SendAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                return await RefusedAsync<T>(response, cancellationToken).ConfigureAwait(false);
            var value = await response.Content.ReadFromJsonAsync(type, cancellationToken).ConfigureAwait(false);
            return new AdminAnswer<T>(AdminOutcome.Done, value, null);
        }
        catch (HttpRequestException exception)
        {
            return Unreachable<T>(exception);
        }
        catch (JsonException exception)
        {
            return new AdminAnswer<T>(AdminOutcome.Refused, default, new ApiProblem("The gateway's answer cannot be read: " + exception.Message));
        }
        catch (Exception exception) when (IsLate(exception, cancellationToken))
        {
            return Late<T>();
        }
        finally
        {
            request.Dispose();
        }
    }

    private static bool IsLate(Exception exception, CancellationToken cancellationToken) =>
        exception is TaskCanceledException or TimeoutException && !cancellationToken.IsCancellationRequested;

    /// <summary>It runs, so that nobody is told to start it.</summary>
    private AdminAnswer<T> Late<T>() => new(AdminOutcome.Refused, default, new ApiProblem(
        string.Create(CultureInfo.InvariantCulture, $"The gateway runs, but did not answer within {_http.Timeout.TotalSeconds:0} seconds; its log may say why.")));

    private AdminAnswer<T> Unreachable<T>(HttpRequestException exception)
    {
        var words = exception.InnerException switch
        {
            SocketException when !File.Exists(SocketPath) => "there is no such socket",
            SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "nobody listens there any more",
            SocketException { SocketErrorCode: SocketError.AccessDenied } => "only root and the gateway's own user may speak to it",
            _ => exception.Message,
        };
        return new AdminAnswer<T>(AdminOutcome.NotRunning, default, new ApiProblem(words));
    }

    private static async Task<AdminAnswer<T>> RefusedAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var problem = new ApiProblem($"The gateway answered {(int)response.StatusCode} {response.ReasonPhrase}.");
        try
        {
            problem = await response.Content.ReadFromJsonAsync(AdminJson.Default.ApiProblem, cancellationToken).ConfigureAwait(false) ?? problem;
        }
        catch (JsonException)
        {
            // Not our own words: the status says enough.
        }
        var outcome = response.StatusCode == HttpStatusCode.NotFound ? AdminOutcome.NotFound : AdminOutcome.Refused;
        return new AdminAnswer<T>(outcome, default, problem);
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>How a call ended.</summary>
public enum AdminOutcome
{
    /// <summary>As asked.</summary>
    Done = 0,

    /// <summary>The gateway knows no such thing.</summary>
    NotFound,

    /// <summary>The gateway said no.</summary>
    Refused,

    /// <summary>Nobody answers at the socket.</summary>
    NotRunning,
}

/// <summary>What came of a call.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Value">The answer when it was done.</param>
/// <param name="Problem">The reason when it was not.</param>
public sealed record AdminAnswer<T>(AdminOutcome Outcome, T? Value, ApiProblem? Problem);

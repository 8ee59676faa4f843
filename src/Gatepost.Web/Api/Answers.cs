using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Messages;
using Microsoft.AspNetCore.Http;

namespace Gatepost.Web.Api;

/// <summary>The refusals of the API, in one form.</summary>
internal static class Answers
{
    /// <summary>What a search gives at most; a larger answer is a mistake, and would cost the gateway its memory.</summary>
    public const int LargestListing = 10_000;

    public static IResult NotFound(string error) => Problem(error, StatusCodes.Status404NotFound);

    public static IResult BadRequest(string error) => Problem(error, StatusCodes.Status400BadRequest);

    public static IResult Conflict(string error) => Problem(error, StatusCodes.Status409Conflict);

    public static IResult Unavailable(string error) => Problem(error, StatusCodes.Status503ServiceUnavailable);

    public static IResult NoSuchMail(MailId id) => NotFound($"There is no message {id} here. \"gatepost explain {id}\" tells what became of it.");

    public static IResult BadId(string text) =>
        BadRequest($"\"{text}\" is no message id; ids look like 0197e2a4-5a7c-7cc0-8f5e-2f1d6c9b3a10.");

    private static Microsoft.AspNetCore.Http.HttpResults.JsonHttpResult<ApiProblem> Problem(string error, int status) => TypedResults.Json(new ApiProblem(error), AdminJson.Default.ApiProblem, statusCode: status);
}

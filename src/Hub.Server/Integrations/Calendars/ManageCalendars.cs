using Hub.Server.Identity;
using Hub.Server.Platform.Calendar;

namespace Hub.Server.Integrations;

/// <summary>Business hours of the brands over the API: what holds now, the days of a stretch of time, change, and Japan's holidays.</summary>
internal static class ManageCalendars
{
    private const int MostDays = 400;

    /// <param name="Configured">False while the brand still has the hours new brands begin with.</param>
    /// <param name="NextOpening">Null while open, and when no opening is in sight.</param>
    /// <param name="NextClosing">Null while closed, and when it never closes.</param>
    /// <param name="NextYearMissing">From November on: closures are entered for this year and none for the next.</param>
    internal sealed record CalendarView(
        Guid BrandId, string BrandName, bool Configured, int Version, string TimeZone, bool Holidays, IReadOnlyList<WeekdayHours> Week, IReadOnlyList<Closure> Closures,
        IReadOnlyList<SpecialDay> SpecialDays, bool Open, DateTimeOffset? NextOpening, DateTimeOffset? NextClosing, bool NextYearMissing);

    internal sealed record CalendarList(IReadOnlyList<CalendarView> Items);

    internal sealed record DayList(IReadOnlyList<CalendarDay> Items);

    internal sealed record HolidayList(int Year, IReadOnlyList<Holiday> Items);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var calendars = routes.MapGroup("/api").WithTags("Business hours");
        calendars.MapGet("/calendars", ListAsync).WithName("ListCalendars").RequireSignedIn().Produces<CalendarList>();
        calendars.MapGet("/brands/{id:guid}/calendar", GetAsync).WithName("GetCalendar").RequireSignedIn().Produces<CalendarView>();
        calendars.MapPut("/brands/{id:guid}/calendar", PutAsync).WithName("SaveCalendar").RequirePermission(Permissions.ManageSettings).Produces<CalendarView>();
        calendars.MapGet("/brands/{id:guid}/calendar/days", DaysAsync).WithName("GetCalendarDays").RequireSignedIn().Produces<DayList>();
        calendars.MapGet("/holidays/{year:int}", (int year) => TypedResults.Ok(new HolidayList(year, JapaneseHolidays.Of(year)))).WithName("GetHolidays").RequireSignedIn();
    }

    private static async Task<IResult> ListAsync(BrandCalendars calendars, TimeProvider time, CancellationToken cancellationToken) =>
        TypedResults.Ok(new CalendarList([.. (await calendars.AllAsync(cancellationToken)).Select(brand => View(brand, time.GetUtcNow()))]));

    private static async Task<IResult> GetAsync(Guid id, BrandCalendars calendars, TimeProvider time, CancellationToken cancellationToken) =>
        await calendars.OfAsync(id, cancellationToken) is { } brand ? TypedResults.Ok(View(brand, time.GetUtcNow())) : Problem.NotFound();

    private static async Task<IResult> PutAsync(
        Guid id, CalendarInput request, CurrentAgent agent, BrandCalendars calendars, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await calendars.OfAsync(id, cancellationToken) is null)
        {
            return Problem.NotFound();
        }

        if (request.Check() is { Any: true } errors)
        {
            return errors.ToProblem();
        }

        return await calendars.SaveAsync(id, request.ToSettings(), request.Version, agent, cancellationToken)
            ? TypedResults.Ok(View((await calendars.OfAsync(id, cancellationToken))!, time.GetUtcNow()))
            : Problem.Of(409, "calendar_changed");
    }

    private static async Task<IResult> DaysAsync(Guid id, DateOnly from, DateOnly to, BrandCalendars calendars, CancellationToken cancellationToken)
    {
        if (await calendars.OfAsync(id, cancellationToken) is not { } brand)
        {
            return Problem.NotFound();
        }

        if (to < from || to.DayNumber - from.DayNumber >= MostDays)
        {
            var errors = new InputErrors();
            errors.Add("to", to < from ? "before_from" : "too_long");
            return errors.ToProblem();
        }

        return TypedResults.Ok(new DayList([.. Enumerable.Range(from.DayNumber, to.DayNumber - from.DayNumber + 1).Select(day => brand.Calendar.DayOf(DateOnly.FromDayNumber(day)))]));
    }

    private static CalendarView View(BrandCalendar brand, DateTimeOffset now)
    {
        var (calendar, settings) = (brand.Calendar, brand.Calendar.Settings);
        var open = calendar.IsOpen(now);
        return new CalendarView(
            brand.BrandId, brand.BrandName, brand.Version > 0, brand.Version, settings.TimeZone, settings.Holidays, CalendarInput.Of(settings, brand.Version).Week!, settings.Closures,
            settings.SpecialDays, open, open ? null : calendar.NextOpening(now), open ? calendar.NextClosing(now) : null, brand.EmptyYear(now) is not null);
    }
}

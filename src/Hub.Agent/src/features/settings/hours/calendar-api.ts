import { useQuery } from '@tanstack/react-query';
import { request } from '@/api/http';
import type { BrandCalendar, CalendarSettings, Holiday, Items } from '@/api/types';

export const calendarsKey = ['calendars'] as const;

export const useCalendars = (enabled = true) =>
  useQuery({ queryKey: calendarsKey, queryFn: () => request<Items<BrandCalendar>>('/api/calendars'), enabled, staleTime: 30_000 });

export const saveCalendar = (brandId: string, body: CalendarSettings): Promise<BrandCalendar> => request(`/api/brands/${brandId}/calendar`, { method: 'PUT', body });

/** The law does not change while the page is open. */
export const useHolidays = (year: number): Holiday[] =>
  useQuery({ queryKey: ['holidays', year], queryFn: () => request<Items<Holiday>>(`/api/holidays/${year}`), staleTime: Number.POSITIVE_INFINITY }).data?.items ?? [];

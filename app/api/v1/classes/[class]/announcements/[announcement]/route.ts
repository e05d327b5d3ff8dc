import { route } from '@/app/_server/route';
import { endAnnouncement } from '@/lib/features/class-help/announcements';

export const DELETE = route('DELETE /classes/{class}/announcements/{announcement}', (ctx, { params }) =>
  endAnnouncement(ctx, { classId: params.class, announcementId: params.announcement }),
);
